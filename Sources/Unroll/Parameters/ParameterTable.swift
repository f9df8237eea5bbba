/// Where each named tensor stands in a flat array of parameters.
///
/// Parameters, gradients, optimizer moments and checkpoints all use the same table.
public struct ParameterTable: Sendable, Equatable {
  /// What a tensor is for; initialisers go by it.
  public enum Role: Sendable, Equatable {
    /// Vectors that stand for symbols.
    case embedding
    /// Weights that a layer's input meets.
    case inputWeights
    /// Weights that the previous hidden state meets.
    case recurrentWeights
    /// The bias of the input products.
    case bias
    /// The bias of the recurrent products.
    case recurrentBias
    /// What normalised products are multiplied by; starts at one.
    case gain
    /// The state before the first time step.
    case initialState
    /// Weights of the output layer.
    case outputWeights
    /// The bias of the output layer.
    case outputBias
  }

  /// One tensor: `rows` × `columns` floats, row-major, from `offset` on. A bias has one column.
  public struct Slice: Sendable, Equatable {
    /// The name in the derivation, such as U, W, b, V or c.
    public let name: String
    /// What the tensor is for.
    public let role: Role
    /// The first dimension: outputs.
    public let rows: Int
    /// The second dimension: inputs; 1 for a bias.
    public let columns: Int
    /// Whether the tensor is a vector.
    public let isVector: Bool
    /// Gates, each with as many of the rows, one after the other.
    public let gates: Int
    /// The index of the first float.
    public let offset: Int

    /// How many floats the tensor has.
    public var count: Int { rows * columns }
    /// The floats' indices in the flat array.
    public var range: Range<Int> { offset..<offset + count }
    /// The floats' indices of one gate.
    func range(gate: Int) -> Range<Int> {
      let size = count / gates
      return offset + gate * size..<offset + (gate + 1) * size
    }
  }

  /// A tensor that has no place yet; `columns` nil makes a vector.
  struct Tensor {
    let name: String
    let role: Role
    let rows: Int
    let columns: Int?
    let gates: Int

    init(_ name: String, _ role: Role, rows: Int, columns: Int? = nil, gates: Int = 1) {
      self.name = name
      self.role = role
      self.rows = rows
      self.columns = columns
      self.gates = gates
    }
  }

  /// The tensors in the order of the flat array.
  public let slices: [Slice]
  /// The number of floats of all tensors.
  public let count: Int

  /// Lays out tensors one after the other.
  init(_ tensors: [Tensor]) {
    var offset = 0
    slices = tensors.map { tensor in
      let slice = Slice(
        name: tensor.name, role: tensor.role, rows: tensor.rows, columns: tensor.columns ?? 1,
        isVector: tensor.columns == nil, gates: tensor.gates, offset: offset)
      offset += slice.count
      return slice
    }
    count = offset
  }

  /// The slice of a name; a programmer's error when there is none.
  public subscript(name: String) -> Slice {
    guard let slice = slice(named: name) else {
      preconditionFailure("no tensor '\(name)'; there are \(slices.map(\.name))")
    }
    return slice
  }

  /// The slice of a name, or nil.
  public func slice(named name: String) -> Slice? { slices.first { $0.name == name } }

  /// The slice that holds the flat index.
  public func slice(at index: Int) -> Slice? {
    slices.first { $0.range.contains(index) }
  }
}
