import ArgumentParser
import Unroll
import UnrollProof

/// `unroll check`: proves the gradients on this machine.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove on this machine that the gradients are right.",
    discussion: """
      For made-up networks of every cell, plain ones and with every option of their layers, four \
      ways to one gradient are compared, parameter by parameter: the derivation's tensors (of rnn), \
      the reverse sweep and central differences, all in double precision, and the engine in single \
      precision, by both of its methods (bptt and, where it goes, rtrl), at every instruction-set \
      level that this machine has, on one thread and on two. Sizes and steps are those of the \
      plain networks; options are checked at small sizes and at wider ones.

      The exit code is 70 when one comparison is outside its tolerance.
      """)

  @Option(help: "The kind of cell; vanilla is another name of rnn.")
  var cell = CellsArgument(cells: Cell.allCases)

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

  @Flag(help: "Leave out tensors and finite differences, which judge the reference.")
  var quick = false

  @Flag(help: "Print every comparison as one JSON object.")
  var json = false

  @Flag(help: "Print errors parameter by parameter.")
  var verbose = false

  func run() throws {
    var check = GradientCheck()
    check.cells = cell.cells
    (check.hiddenSize, check.inputSize, check.outputSize) = (hidden, inputs, outputs)
    (check.steps, check.seed, check.isQuick) = (steps, seed, quick)
    let report: GradientReport
    do {
      report = try check.run()
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    if json {
      try Output.json(report)
    } else {
      Output.result(CheckTable(report, isVerbose: verbose).text)
    }
    if !report.ok {
      let failed = report.checks.count { !$0.ok }
      throw CommandFailure(.failed, "\(failed) of \(report.checks.count) comparisons failed")
    }
  }
}

/// `all`, or the name of a cell.
struct CellsArgument: ExpressibleByArgument {
  let cells: [Cell]

  init(cells: [Cell]) { self.cells = cells }

  init?(argument: String) {
    if argument == "all" {
      cells = Cell.allCases
    } else if let cell = Cell(rawValue: argument == "vanilla" ? "rnn" : argument) {
      cells = [cell]
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { Cell.allCases.map(\.name) + ["vanilla", "all"] }

  var defaultValueDescription: String { cells.count == 1 ? cells[0].name : "all" }
}
