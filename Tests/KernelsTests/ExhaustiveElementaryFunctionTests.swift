import Foundation
import Kernels
import Synchronization
import TestSupport
import Testing

/// All 2^32 inputs of each function at each level: minutes, so only on request, with
///
///     UNROLL_EXHAUSTIVE=1 swift test -c release -Xswiftc -enable-testing --filter Exhaustive
@Suite(
  "The elementary functions on all inputs", .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["UNROLL_EXHAUSTIVE"] == "1"))
struct ExhaustiveElementaryFunctionTests {
  /// Inputs of a part of the work: its values stay in cache.
  static let partSize = 1 << 14
  static let parts = (1 << 32) / partSize

  @Test("Are within their stated errors", arguments: ElementaryFunction.allCases)
  func error(function: ElementaryFunction) {
    let team = WorkerTeam(count: ProcessInfo.processInfo.activeProcessorCount)
    for level in InstructionSet.available {
      let errors = LargestErrors()
      team.run(parts: Self.parts) { part in
        errors.note(Self.largestError(of: function, part: part, with: level))
      }
      let largest = errors.largest
      print("\(function), \(level.name): \(largest.error) units at \(largest.input)")
      #expect(largest.error <= function.statedError, "\(level.name), at \(largest.input)")
    }
  }

  private static func largestError(
    of function: ElementaryFunction, part: Int, with level: InstructionSet
  ) -> LargestError {
    let first = UInt32(part * partSize)
    let inputs = (0..<UInt32(partSize)).map { Float(bitPattern: first + $0) }
    let values = function.values(inputs, with: level)
    var largest = LargestError()
    for i in inputs.indices {
      largest.note(function.error(of: values[i], at: inputs[i]), at: inputs[i])
    }
    return largest
  }
}

/// The largest error that any thread has found.
private final class LargestErrors: Sendable {
  private let found = Mutex(LargestError())

  var largest: LargestError { found.withLock { $0 } }

  func note(_ other: LargestError) {
    found.withLock { $0.formUnion(other) }
  }
}
