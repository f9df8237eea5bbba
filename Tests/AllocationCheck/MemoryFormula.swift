import AllocationCounter
import Unroll

/// Holds ``StepMemory`` against the memory that a network and its training steps really take.
enum MemoryFormula {
  /// What the formula leaves out: objects, tables of names, growing lists, the system's own rounding.
  private static let tolerance = 0.03

  static func check(_ report: inout Report) throws {
    for training in TrainingCase.all + cases {
      let (taken, expected) = try measure(training)
      report.expect(
        abs(taken - expected.bytes) <= tolerance * taken,
        """
        \(training.name): \(Int(taken)) bytes are allocated, where the formula says \
        \(Int(expected.bytes)): \(expected)
        """)
    }
  }

  private static func measure(
    _ training: TrainingCase
  ) throws -> (taken: Double, expected: StepMemory) {
    let data = try training.data()
    let before = allocated_bytes()
    var network = try Network(training.configuration, seed: 1)
    let threads = 2
    let step = TrainingStep(
      training.configuration, data: data, options: training.options, batchSize: data.count,
      threads: threads)
    let rate = training.options.topLearningRate
    guard
      case .done = step.update(
        &network, data: data, sequences: Array(data.lengths.indices)[...], learningRate: rate)
    else { throw CheckFailure.diverged(training.name) }
    let taken = allocated_bytes() - before
    let expected = StepMemory(
      training.configuration, optimizer: training.options.optimizer,
      pass: StepMemory.Pass(
        largestOf: data, batch: data.count, recomputes: training.options.recomputes),
      threads: threads)
    return withExtendedLifetime((network, step)) { (Double(taken), expected) }
  }

  /// Each kind of size, grown by itself.
  private static var cases: [TrainingCase] {
    var cases: [TrainingCase] = []
    func add(
      _ name: String, _ configuration: NetworkConfiguration, rows: Int = 8, steps: Int = 20
    ) {
      cases.append(
        TrainingCase(name, configuration) {
          ($0.lengths, $0.batch) = ([Int](repeating: steps, count: rows), rows)
        })
    }
    for cell in Cell.allCases {
      for hidden in [8, 33, 64, 128, 200, 256] {
        add("\(cell.name), \(hidden) neurons", TrainingCase.symbols(cell, hidden: hidden))
        add(
          "\(cell.name), \(hidden) neurons and everything",
          TrainingCase.symbols(cell, hidden: hidden) { $0.addEverything() })
      }
    }
    for rows in [1, 2, 7, 64, 300] {
      add("\(rows) rows", TrainingCase.symbols(hidden: 50), rows: rows, steps: 5)
    }
    for steps in [1, 10, 100, 1000] {
      add("\(steps) steps", TrainingCase.symbols(hidden: 50), rows: 3, steps: steps)
    }
    for (steps, isLast) in [(100, false), (1000, false), (5000, true)] {
      let configuration = TrainingCase.symbols(.lstm, hidden: 50) { $0.layers = 2 }
      cases.append(
        TrainingCase("\(steps) steps, computed a second time", configuration) {
          ($0.lengths, $0.batch) = ([Int](repeating: steps, count: 3), 3)
          $0.options.recomputes = true
          if isLast { $0.predicted = .last }
        })
    }
    for hidden in [8, 50, 128] {
      add(
        "spelled words, \(hidden) neurons",
        TrainingCase.symbols(hidden: hidden) { $0.spell(wordDropout: 0.25) })
    }
    for layers in [2, 4, 8] {
      add("\(layers) layers", TrainingCase.symbols(hidden: 50) { $0.layers = layers })
    }
    for count in [2, 60, 1000, 20_000] {
      add("\(count) symbols", TrainingCase.symbols(count: count))
    }
    return cases
  }
}
