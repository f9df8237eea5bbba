import ArgumentParser
import Unroll

/// Two tasks that ask for memory over hundreds of time steps, by which cells are compared since 1997;
/// also an example of the library with numbers and with symbols, and of its training loop.
@main
struct MemoryTasks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "MemoryTasks",
    abstract: "Train a cell on the adding problem or on copy memory.",
    discussion: """
      Examples:
        swift run -c release MemoryTasks adding --steps 600 --cell gru
        swift run -c release MemoryTasks copy --steps 200 --cell gru
      """)

  enum Task: String, ExpressibleByArgument, CaseIterable {
    case adding, copy
  }

  @Argument(help: "adding: the sum of two marked numbers. copy: ten symbols after a pause.")
  var task: Task

  @Option(help: "Time steps: of the sequence (adding), or of the pause (copy).")
  var steps = 200

  @Option(help: "The cell: \(Cell.allCases.map(\.name).joined(separator: ", ")).")
  var cell = "gru"

  @Option(help: "Hidden neurons.")
  var hidden = 128

  @Option(help: "Recurrent layers.")
  var layers = 1

  @Option(help: "Sequences to learn from.")
  var sequences = 20_000

  @Option(help: "Sequences for each update.")
  var batch = 32

  @Option(help: "The learning rate at the top of its schedule.")
  var learningRate = 0.002

  @Option(help: "Gradients are scaled down to this norm.")
  var clip: Float = 1

  @Option(help: "Epochs, unless the goal or the time is reached.")
  var epochs = 10

  @Option(help: "Stop when the error on sequences never seen is under this.")
  var goal: Double?

  @Option(help: "Stop after so many seconds.")
  var seconds: Double?

  @Option(help: "The seed of data and weights.")
  var seed: UInt64 = 1

  @Flag(help: "Start gates so that they remember about as long as the sequence: chrono.")
  var chrono = false

  @Option(help: "Threads; by default as many as there are processors.")
  var threads: Int?

  private static let heldOut = 1000

  func validate() throws {
    guard Cell(rawValue: cell) != nil else {
      throw ValidationError("There is no cell '\(cell)'.")
    }
    for (name, value) in [
      ("--hidden", hidden), ("--layers", layers), ("--sequences", sequences), ("--batch", batch),
      ("--epochs", epochs),
    ] where value < 1 || value > 1_000_000 {
      throw ValidationError("\(name) is \(value); it must be 1 to 1000000.")
    }
    guard (2...10_000).contains(steps) else {
      throw ValidationError("--steps is \(steps); it must be 2 to 10000.")
    }
  }

  func run() throws {
    guard let cell = Cell(rawValue: cell) else { return }
    let make = task == .adding ? AddingProblem.data : CopyMemory.data
    let data = try make(sequences, steps, seed, 0)
    let unseen = try make(MemoryTasks.heldOut, steps, seed, sequences)
    let configuration = NetworkConfiguration(
      input: data.inputs.port, cell: cell, hiddenSize: hidden, layers: layers,
      output: data.targets.port)
    var initialisation = Initialisation()
    if chrono { initialisation.memory = .chrono(longest: steps) }
    let network = try Network(configuration, initialisation: initialisation, seed: seed)
    var options = TrainingOptions()
    options.optimizer = OptimizerConfiguration(.adam)
    options.learningRate = learningRate
    options.batch = .sequences(batch)
    options.clipping = .norm(clip)
    options.epochs = epochs
    options.seconds = seconds
    options.seed = seed
    let trainer = try Trainer(
      network, data: data, validation: unseen, options: options, threads: threads)
    let baseline = task == .adding ? AddingProblem.baseline : CopyMemory.baseline(steps: steps)
    let size = network.parameters.table.count
    print("\(cell.name), \(hidden) neurons, \(size) parameters; without memory: \(baseline)")
    let result = try trainer.train { event in
      guard case .epoch(let report) = event else { return .carryOn }
      let loss = report.validationLoss ?? .nan
      let time = "\(Int(report.seconds)) s"
      print("epoch \(report.epoch)  \(time)  training \(report.loss)  unseen \(loss)")
      return goal.map { loss < $0 } ?? false ? .stop : .carryOn
    }
    print("ended after \(Int(result.seconds)) s: \(result.reason.rawValue)")
  }
}
