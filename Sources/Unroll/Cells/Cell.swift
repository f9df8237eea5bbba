import KernelBodies

/// A kind of recurrent cell: its gates, what it remembers, which products it needs.
///
/// All cells follow one scheme. With the input products and the recurrent products, both of width
/// G·H (gate g has the columns g H ..< (g+1) H),
///
///     X_t = U x_t + b        R_t = W a_{t-1} + d
///
/// a step of the cell is a function of each neuron alone: of its G numbers in X_t and in R_t and of
/// its parts of the previous state. That function, forward and backward side by side, is the cell's
/// file in `Sources/KernelBodies/Cells`; products, dropout, normalisation, zoneout and the loop over
/// time are the same for all cells and are written once, in `Layers`.
public struct Cell: Sendable {
  /// The name that users type and model files carry.
  public let name: String
  /// The gates, in the order of the rows of U, W and b.
  public let gates: [String]
  /// Whether the cell has a cell state beside the hidden state.
  public let hasCellState: Bool
  /// Whether the previous hidden state is multiplied by W. If not, each neuron recurs on itself.
  public let hasRecurrentWeights: Bool
  /// Whether the recurrent products have a bias of their own, d.
  public let hasRecurrentBias: Bool
  /// The gates whose biases decide how long the cell remembers, the main one first; with -1 where a
  /// larger bias forgets faster.
  let memoryGates: [(gate: Int, sign: Float)]
  /// The gate that proposes the new state: what the others keep, take in or let out.
  let candidateGate: Int
  /// The step's kernel, with the non-linearity where the cell takes one.
  let kernel: @Sendable (Activation) -> CellKernel

  /// Parts of the state: the hidden state, and the cell state if there is one.
  var stateParts: Int { hasCellState ? 2 : 1 }
}

extension Cell: CaseIterable, RawRepresentable, Codable, Equatable, Hashable {
  /// Every cell that there is. A new one is a line here.
  public static let allCases: [Cell] = [
    .vanilla,
    .lstm,
    .gru,
    .minimalGRU,
    .minimalLSTM,
  ]

  /// The cell's name.
  public var rawValue: String { name }

  /// The cell of a name.
  public init?(rawValue: String) {
    guard let cell = Cell.allCases.first(where: { $0.name == rawValue }) else { return nil }
    self = cell
  }

  /// Two cells are the same when their names are.
  public static func == (left: Cell, right: Cell) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
