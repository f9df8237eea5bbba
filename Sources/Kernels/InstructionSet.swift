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
  package static let active: InstructionSet = forced ?? available[0]

  /// What is wrong with the forced level, or nil.
  package static var environmentProblem: String? {
    guard let name = forcedName, forced == nil else { return nil }
    let names = available.map(\.name).joined(separator: ", ")
    return "\(environmentVariable) is '\(name)'; this processor can run: \(names)"
  }

  private static var forced: InstructionSet? {
    guard let name = forcedName else { return nil }
    return available.first { $0.name == name }
  }

  private static var forcedName: String? {
    guard let value = getenv(environmentVariable), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
