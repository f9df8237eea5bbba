public import ArgumentParser
import Foundation
import Unroll
import UnrollReference

/// `unroll derive`: the derivation worked through with numbers.
struct DeriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derive",
    abstract: "Work the derivation through with numbers, as a page in Markdown.",
    discussion: """
      Every equation, its shapes, its numbers, the sums and the updated parameters, for one small \
      network and one sequence: to be followed with paper and pencil, or as JSON.

      --values takes a JSON object of the numbers that are given; all else is drawn from the seed. \
      Its keys: U, W, b, V, c, inputs, targets (matrices are arrays of rows), inputSize, \
      hiddenSize, outputSize, steps, seed, activation, output, learningRate, reduction. Options \
      given beside it count more.
      """)

  /// What `--loss` takes.
  enum LossChoice: String, ExpressibleByArgument, CaseIterable {
    case crossEntropy = "cross-entropy"
    case squaredError = "squared-error"

    var output: OutputKind {
      switch self {
      case .crossEntropy: .softmaxCrossEntropy
      case .squaredError: .identitySquaredError
      }
    }
  }

  @Option(help: "Numbers of an input, n. (default: 2)")
  var inputs: Int?

  @Option(help: "Hidden neurons, N1. (default: 3)")
  var hidden: Int?

  @Option(help: "Numbers of an output, N2. (default: 2)")
  var outputs: Int?

  @Option(help: "Time steps. (default: 3)")
  var steps: Int?

  @Option(help: "Chooses the weights that are not given. (default: 1)")
  var seed: UInt64?

  @Option(help: "The hidden layer's function. (default: tanh)")
  var activation: UnrollReference.Activation?

  @Option(help: "Softmax with cross-entropy, or squares. (default: cross-entropy)")
  var loss: LossChoice?

  @Option(help: "The loss summed over the steps, or its mean. (default: sum)")
  var reduction: Reduction?

  @Option(help: "The learning rate α of the update. (default: 0.1)")
  var learningRate: Double?

  @Option(help: "Decimals on the page, 1 to 12.")
  var precision = 6

  @Option(help: ArgumentHelp("Given numbers, in JSON; - is standard input.", valueName: "file"))
  var values: String?

  @Flag(help: "Print all numbers as one JSON object.")
  var json = false

  /// The most bytes of a file of values.
  private static let largestFile = 1 << 24

  func run() throws {
    guard WorkedDerivation.allowedPrecision.contains(precision) else {
      throw failure(
        DerivationError.precision(precision, allowed: WorkedDerivation.allowedPrecision))
    }
    var example = try values.map(DeriveCommand.read) ?? DerivationExample()
    example.inputSize = inputs ?? example.inputSize
    example.hiddenSize = hidden ?? example.hiddenSize
    example.outputSize = outputs ?? example.outputSize
    example.steps = steps ?? example.steps
    example.seed = seed ?? example.seed
    example.activation = activation ?? example.activation
    example.output = loss?.output ?? example.output
    example.reduction = reduction ?? example.reduction
    example.learningRate = learningRate ?? example.learningRate
    do {
      let worked = try WorkedDerivation(example)
      if json {
        try Output.json(worked)
      } else {
        Output.result(try worked.markdown(precision: precision))
      }
    } catch let error as DerivationError {
      throw failure(error)
    }
  }

  /// Wrong options are wrong usage; where values were read, the values are wrong.
  private func failure(_ error: DerivationError) -> CommandFailure {
    switch error {
    case .precision, .tooLargeToPrint: CommandFailure(.usage, error.description)
    default:
      CommandFailure(
        values == nil ? .usage : .data,
        (values.map { "\(DeriveCommand.name(of: $0)): " } ?? "") + error.description)
    }
  }

  private static func name(of path: String) -> String {
    path == "-" ? "standard input" : VisibleText.escaped(path)
  }

  /// Reads an example; what its file lacks keeps its default.
  private static func read(_ path: String) throws -> DerivationExample {
    let source = name(of: path)
    let bytes: [UInt8]
    do {
      bytes =
        path == "-"
        ? try FileBytes.read(descriptor: 0, source: source, limit: largestFile)
        : try FileBytes.read(path: path, limit: largestFile)
    } catch .tooLarge {
      throw CommandFailure(.data, "\(source) has more than \(largestFile) bytes: no such example")
    } catch {
      throw CommandFailure(error)
    }
    do {
      return try JSONDecoder().decode(DerivationExample.self, from: Data(bytes))
    } catch let error as DerivationError {
      throw CommandFailure(.data, "\(source): \(VisibleText.escaped(error.description))")
    } catch let error as DecodingError {
      throw CommandFailure(
        .data, "\(source): \(VisibleText.escaped(explanation(of: error, bytes)))")
    }
  }

  /// Where in the JSON the mistake is, and what was expected there.
  private static func explanation(of error: DecodingError, _ bytes: [UInt8]) -> String {
    switch error {
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(place(context)) has the wrong type: \(kind(of: type)) was expected"
    case .keyNotFound(let key, let context):
      "\(place(context)) lacks '\(key.stringValue)'"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not sound JSON: \(detail(bytes))"
        : "\(place(context)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }

  /// Where the parser stops. The decoder does not say; the older parser does, but takes numbers
  /// that the decoder does not, such as a seed under zero.
  private static func detail(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "it is empty." }
    do {
      _ = try JSONSerialization.jsonObject(with: Data(bytes))
      return "a number is out of range."
    } catch {
      return (error as NSError).userInfo["NSDebugDescription"] as? String ?? "\(error)"
    }
  }

  private static func kind(of type: Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Double.Type: "a number"
    case is any FixedWidthInteger.Type: "a whole number"
    case is [String: Any].Type: "an object, {...},"
    case is [Any].Type: "an array, [...],"
    default: "\(type)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    if context.codingPath.isEmpty { return "what it holds" }
    return context.codingPath.reduce(into: "") { text, key in
      text += key.intValue.map { "[\($0)]" } ?? key.stringValue
    }
  }
}

extension UnrollReference.Activation: ExpressibleByArgument {}
extension Reduction: ExpressibleByArgument {}
