import Unroll

/// A piece of work under a name, to be timed or counted.
public struct Work: Sendable {
  /// What is measured, with its sizes.
  public let name: String
  private let configuration: NetworkConfiguration
  private let rows: Int
  private let steps: Int
  private let part: @Sendable (TrainingWork) -> Void

  /// Gets everything ready.
  ///
  /// - Returns: what does the work once.
  public func prepare() throws -> () -> Void {
    let work = try TrainingWork(configuration, rows: rows, steps: steps)
    let part = part
    return { part(work) }
  }
}

extension Work {
  /// Everything that is measured: kernels, each in a network whose sizes let it outweigh the others,
  /// and a training step of every cell.
  public static let all: [Work] = kernels + Cell.allCases.map(step)

  private static let kernels = [
    // The only step begins with a state of zeros, which is multiplied by like any other.
    Work(
      "product, 192 rows of 256 by 256", values(256, hidden: 256), rows: 192, steps: 1
    ) { $0.forward() },
    Work(
      "product, 4 rows of 256 by 256, 24 times", values(4, hidden: 256), rows: 4, steps: 24
    ) { $0.forward() },
    Work(
      "product, 1 row of 256 by 256, 24 times", values(4, hidden: 256), rows: 1, steps: 24
    ) { $0.forward() },
    Work(
      "products backward, 192 rows of 256 by 256", values(256, hidden: 256), rows: 192, steps: 1
    ) { $0.backward() },
    Work(
      "LSTM cell steps, 8 neurons, 64 rows, 32 steps", values(1, hidden: 8, .lstm), rows: 64,
      steps: 32
    ) { $0.forward() },
    Work(
      "LSTM cell steps backward, 8 neurons, 64 rows, 32 steps", values(1, hidden: 8, .lstm),
      rows: 64, steps: 32
    ) { $0.backward() },
    Work(
      "softmax and cross-entropy, 64 rows of 4096", symbols(4096, hidden: 1), rows: 64, steps: 1
    ) { $0.forward() },
    Work("packing, 512 by 512", values(1, hidden: 512), rows: 1, steps: 1) { $0.load() },
    Work("Adam, 264000 weights", values(1, hidden: 512), rows: 1, steps: 1) { $0.update() },
  ]

  private static func step(_ cell: Cell) -> Work {
    Work(
      "step, \(cell.name), 2 layers of 64, 32 symbols, 16 rows, 16 steps",
      symbols(32, hidden: 64, cell, layers: 2), rows: 16, steps: 16
    ) { $0.step() }
  }

  private init(
    _ name: String, _ configuration: NetworkConfiguration, rows: Int, steps: Int,
    _ part: @escaping @Sendable (TrainingWork) -> Void
  ) {
    self.name = name
    self.configuration = configuration
    self.rows = rows
    self.steps = steps
    self.part = part
  }

  /// A network that reads numbers and predicts one.
  private static func values(
    _ size: Int, hidden: Int, _ cell: Cell = .vanilla
  ) -> NetworkConfiguration {
    NetworkConfiguration(
      input: .values(size: size), cell: cell, hiddenSize: hidden, output: .values(size: 1),
      loss: .squaredError)
  }

  /// A network that reads and predicts symbols.
  private static func symbols(
    _ count: Int, hidden: Int, _ cell: Cell = .vanilla, layers: Int = 1
  ) -> NetworkConfiguration {
    NetworkConfiguration(
      input: .symbols(count: count), cell: cell, hiddenSize: hidden, layers: layers,
      output: .symbols(count: count))
  }
}
