package import KernelBodies
import KernelsBaseline
import KernelsX86V3

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An instruction-set level: a name and the kernels that were compiled for it.
package struct InstructionSet: Sendable {
  package let kernels: any KernelSet.Type

  package var name: String { kernels.name }

  /// The environment variable that forces a level by its name.
  package static let environmentVariable = "UNROLL_INSTRUCTION_SET"

  /// The levels that this processor can run, the best one first.
  package static let available: [InstructionSet] = {
    var levels: [InstructionSet] = []
    #if arch(x86_64)
      if ProcessorFeatures.current.contains(["avx2", "fma", "bmi1", "bmi2", "movbe"]) {
        levels.append(InstructionSet(kernels: X86V3.self))
      }
    #endif
    levels.append(InstructionSet(kernels: Baseline.self))
    return levels
  }()

  /// The level that the environment asks for, or the best one.
  ///
  /// A forced level that is unknown or that the processor lacks is ignored here;
  /// ``environmentProblem`` tells of it.
  package static let active = choice(forced: forcedName, among: available).level

  /// What is wrong with the forced level, or nil.
  package static var environmentProblem: String? {
    choice(forced: forcedName, among: available).problem
  }

  /// The level called `name` among `levels`, or the first one, and what is wrong with the name.
  package static func choice(
    forced name: String?, among levels: [InstructionSet]
  ) -> (level: InstructionSet, problem: String?) {
    guard let name, !name.isEmpty else { return (levels[0], nil) }
    if let level = levels.first(where: { $0.name == name }) { return (level, nil) }
    let names = levels.map(\.name).joined(separator: ", ")
    return (levels[0], "\(environmentVariable) is '\(name)'; this processor can run: \(names)")
  }

  private static var forcedName: String? {
    getenv(environmentVariable).map { String(cString: $0) }
  }
}
