import Testing

@testable import Unroll

@Suite("Schedules")
struct ScheduleTests {
  func factors(_ schedule: Schedule, total: Int, perEpoch: Int) -> [Double] {
    (0..<total).map { schedule.factor(step: $0, totalSteps: total, stepsPerEpoch: perEpoch) }
  }

  @Test("A constant rate stays")
  func constant() {
    #expect(factors(Schedule(), total: 3, perEpoch: 1) == [1, 1, 1])
  }

  @Test("Steps multiply after every so many epochs")
  func steps() {
    #expect(
      factors(Schedule(.step(every: 2, factor: 0.5)), total: 10, perEpoch: 2)
        == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
  }

  @Test("The cosine falls from one to its end at the last step, half way in the middle")
  func cosine() {
    let falling = factors(Schedule(.cosine(final: 0.2)), total: 5, perEpoch: 1)
    // 0.2 + 0.8 (1 + cos(π i / 4)) / 2
    let expected = [1, 0.88284271, 0.6, 0.31715729, 0.2]
    for (factor, value) in zip(falling, expected) { #expect(abs(factor - value) < 1e-8) }
    #expect(factors(Schedule(.cosine(final: 0)), total: 1, perEpoch: 1) == [1])
  }

  @Test("Warm-up rises in a straight line, then the shape begins at its top")
  func warmUp() {
    #expect(
      factors(Schedule(.constant, warmUp: 0.5), total: 8, perEpoch: 1)
        == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1])
    let cosine = factors(Schedule(.cosine(final: 0), warmUp: 0.4), total: 5, perEpoch: 1)
    for (factor, value) in zip(cosine, [0.5, 1, 1, 0.5, 0]) { #expect(abs(factor - value) < 1e-8) }
    // A part of a step is a whole one.
    #expect(factors(Schedule(.constant, warmUp: 0.01), total: 3, perEpoch: 1) == [1, 1, 1])
    #expect(factors(Schedule(.constant, warmUp: 1), total: 2, perEpoch: 1) == [0.5, 1])
  }

  @Test("A run without an end has rates, too", arguments: [0.5, 1])
  func endless(warmUp: Double) throws {
    for shape in [Schedule.Shape.constant, .cosine(final: 0), .step(every: .max, factor: 0.5)] {
      let schedule = Schedule(shape, warmUp: warmUp)
      let factor = schedule.factor(step: 7, totalSteps: .max, stepsPerEpoch: 3)
      #expect(factor > 0 && factor < 1e-15)
    }
    let data = try ToyTask.noise(sequences: 4)
    var options = plainOptions(epochs: 1)
    options.evaluations = .max
    let trainer = try Trainer(
      ToyTask.network(for: data, hidden: 3), data: data, options: options, threads: 1)
    #expect(try trainer.train().reason == .epochs)
  }
}
