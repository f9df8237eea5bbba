import AllocationCounter
import Unroll

/// A training step after the first allocates nothing on one thread. On more, each phase that threads
/// share keeps its closure in a box for as long as it runs; their number is that of the phases, whatever
/// the sizes are. The memory of steps is held against its formula.
///
///     swift run -c release AllocationCheck
///
/// The forward recursion of derivatives (rtrl) is not looked at.
@main
struct AllocationCheck {
  static func main() throws {
    guard allocation_count() >= 0 else {
      print("allocations cannot be counted on this system: nothing is checked")
      return
    }
    var report = Report()
    #if DEBUG
      report.expect(
        false, "a debug build allocates closures; use swift run -c release AllocationCheck")
    #else
      try check(&report)
    #endif
    report.finish()
  }

  private static func check(_ report: inout Report) throws {
    checkCounter(&report)
    for training in TrainingCase.all {
      let (count, steps) = try StepAllocations.count(training, threads: 1)
      report.expect(
        count == 0, "\(training.name): \(count) allocations in \(steps) steps on one thread")
    }
    let averaged = TrainingCase("averaging", TrainingCase.symbols()) {
      $0.lengths = [Int](repeating: 10, count: 24)
      $0.options.averaging = .exponential(decay: 0.99)
    }
    let (count, steps) = try StepAllocations.countInTraining(averaged)
    report.expect(
      count == 0 && steps > 0, "a trainer with averaging: \(count) allocations in \(steps) steps")
    try SharedPhases.check(&report)
    try MemoryFormula.check(&report)
    EmptyPhases.time()
  }

  /// Sees that the counter counts: without it, nothing here could fail.
  private static func checkCounter(_ report: inout Report) {
    let before = allocation_count()
    let numbers = [Int](repeating: 1, count: Int(before) % 7 + 100)
    let after = allocation_count()
    report.expect(
      after > before && numbers.count >= 100, "an array of \(numbers.count) numbers is not counted")
  }
}
