import Foundation

@testable import Unroll

/// What PyTorch computes in float64 of a network of the family of cells, gradients included.
///
/// `Scripts/pytorch_check/family.py` describes the format and makes the fixtures. Parameters, inputs,
/// targets and initial states are exact in Float.
struct FamilyVectors: Decodable {
  var configuration: Configuration
  var parameters: [String: Parameter]
  var sequences: [Sequence]
  /// The sum of all losses by each parameter, row by row.
  var gradients: [String: [Double]]

  /// The options of a network; a rate of zero switches its option off.
  struct Configuration: Decodable {
    var cell: String
    /// Of the vanilla cell only.
    var activation: String?
    var layers: Int
    var hiddenSize: Int
    var bidirectional: Bool
    /// Nil without an embedding.
    var embeddingSize: Int?
    var residual: Bool
    var normalised: Bool
    var learnsInitialState: Bool
    var tied: Bool
    var dropout: Dropout
    var zoneout: Double
    var cellZoneout: Double
    var loss: LossDescription
    var input: NetworkConfiguration.Port
    /// The size of a target, which the width of the outputs follows from by the loss.
    var output: NetworkConfiguration.Port
  }

  struct Dropout: Decodable {
    var input: Double
    var layers: Double
    var recurrent: Double
  }

  /// Values row by row; a vector has one number in its shape.
  struct Parameter: Decodable {
    var shape: [Int]
    var values: [Double]
  }

  /// One sequence and what the network makes of it alone.
  struct Sequence: Decodable {
    var inputs: TorchTrack
    var targets: TorchTrack
    /// Nil when it is zero or learned.
    var initialState: State?
    /// Nil when the network is evaluated.
    var masks: Masks?
    /// T rows.
    var outputs: [[Double]]
    /// T rows: y of the last layer, after its residual connection and before dropout.
    var states: [[Double]]
    /// The state of each direction after its last step.
    var finalState: State
    /// Summed over time.
    var loss: Double
    /// The loss by the initial state, where that is given.
    var initialStateGradient: State?
  }

  /// A row of H for each direction of each layer: first layer forward, its reverse, second layer.
  struct State: Decodable {
    var a: [[Double]]
    /// The cell state, of the LSTM only.
    var s: [[Double]]?
  }

  /// What is multiplied by in training; nil where the rate is zero.
  struct Masks: Decodable {
    /// T rows, 0 or 1/(1-p).
    var input: [[Double]]?
    /// T rows for each layer, 0 or 1/(1-p).
    var layers: [[[Double]]]?
    /// A row for each direction of each layer, 0 or 1/(1-p).
    var recurrent: [[Double]]?
    /// T rows for each direction of each layer: 1 keeps the hidden state of the step before.
    var zoneout: [[[Double]]]?
    /// The same of the cell state.
    var cellZoneout: [[[Double]]]?
  }

  static let folder = "family"

  /// The fixtures there are, by name.
  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: TorchVectors.fixturePath(folder))
    return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func fixture(_ name: String) throws -> FamilyVectors {
    try TorchVectors.fixture("\(folder)/\(name).json", as: FamilyVectors.self)
  }
}

extension FamilyVectors.Configuration {
  /// The engine's cell of that name.
  var kind: Cell? { Cell(rawValue: cell) }

  /// The gates of a cell, G.
  var gates: Int? { kind?.gates.count }

  /// Whether W is there: the minimal cells' gates do not see the state.
  var isRecurrent: Bool { kind?.hasRecurrentWeights ?? false }

  /// The directions of all layers.
  var rows: Int { layers * (bidirectional ? 2 : 1) }

  /// Y, the width of what a layer hands on.
  var stateWidth: Int { bidirectional ? 2 * hiddenSize : hiddenSize }

  /// The width of what the first layer reads.
  var inputWidth: Int { embeddingSize ?? input.width }

  /// The numbers that the network computes at each time step.
  var outputWidth: Int {
    switch loss {
    case .gaussian: 2 * output.width
    case .quantiles(let levels): levels.count * output.width
    default: output.width
    }
  }

  /// The names and shapes of the parameters, in the order of the flat array.
  var shapes: [(name: String, shape: [Int])] {
    let gateWidth = (gates ?? 0) * hiddenSize
    var shapes: [(name: String, shape: [Int])] = []
    if let embeddingSize { shapes.append(("E", [input.width, embeddingSize])) }
    for layer in 0..<layers {
      for direction in bidirectional ? ["", "r"] : [""] {
        let suffix = (layer == 0 ? "" : String(layer + 1)) + direction
        shapes.append(("U" + suffix, [gateWidth, layer == 0 ? inputWidth : stateWidth]))
        if isRecurrent { shapes.append(("W" + suffix, [gateWidth, hiddenSize])) }
        shapes.append(("b" + suffix, [gateWidth]))
        if kind?.hasRecurrentBias == true { shapes.append(("d" + suffix, [gateWidth])) }
        if normalised { shapes.append(("gU" + suffix, [gateWidth])) }
        if normalised && isRecurrent { shapes.append(("gW" + suffix, [gateWidth])) }
        if learnsInitialState { shapes.append(("a0" + suffix, [hiddenSize])) }
        if learnsInitialState && kind?.hasCellState == true {
          shapes.append(("s0" + suffix, [hiddenSize]))
        }
      }
    }
    if !tied { shapes.append(("V", [outputWidth, stateWidth])) }
    return shapes + [("c", [outputWidth])]
  }
}
