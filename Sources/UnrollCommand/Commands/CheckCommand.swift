import ArgumentParser
import Unroll
import UnrollProof

/// `unroll check`: proves the gradients on this machine.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove on this machine that the gradients are right.",
    discussion: """
      For small made-up networks, four ways to one gradient are compared, parameter by parameter: \
      the derivation's tensors, the reverse sweep and central differences, all in double \
      precision, and the engine in single precision, by both of its methods (bptt, rtrl), at \
      every instruction-set level that this machine has, on one thread and on two. The engine is \
      also checked for wider networks.

      The exit code is 70 when one comparison is outside its tolerance.
      """)

  /// What `--cell` takes.
  enum CellChoice: String, ExpressibleByArgument, CaseIterable {
    case vanilla, rnn, all

    var cells: [GradientCheck.Cell] {
      switch self {
      case .vanilla, .rnn: [.vanilla]
      case .all: GradientCheck.Cell.allCases
      }
    }
  }

  @Option(help: "The kind of cell; rnn is another name of vanilla.")
  var cell = CellChoice.all

  @Option(help: "Hidden neurons, 1 to 64.")
  var hidden = GradientCheck().hiddenSize

  @Option(help: "Input symbols or values, 1 to 256.")
  var inputs = GradientCheck().inputSize

  @Option(help: "Output symbols or values, 1 to 256.")
  var outputs = GradientCheck().outputSize

  @Option(help: "Time steps of the longest sequence, 1 to 200.")
  var steps = GradientCheck().steps

  @Option(help: "Chooses the networks and the data.")
  var seed = GradientCheck().seed

  @Flag(help: "Print every comparison as one JSON object.")
  var json = false

  func run() throws {
    var check = GradientCheck()
    check.cells = cell.cells
    (check.hiddenSize, check.inputSize, check.outputSize) = (hidden, inputs, outputs)
    (check.steps, check.seed) = (steps, seed)
    let report: GradientReport
    do {
      report = try check.run()
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    if json {
      try Output.json(report)
    } else {
      Output.result(CheckTable(report).text)
    }
    if !report.ok {
      let failed = report.checks.count { !$0.ok }
      throw CommandFailure(.failed, "\(failed) of \(report.checks.count) comparisons failed")
    }
  }
}
