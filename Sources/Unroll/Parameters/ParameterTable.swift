/// Where each named tensor stands in a flat array of parameters.
///
/// Parameters, gradients, optimizer moments and checkpoints all use the same table.
public struct ParameterTable: Sendable, Equatable {
  /// One tensor: `rows` × `columns` floats, row-major, from `offset` on. A bias has one column.
  public struct Slice: Sendable, Equatable {
    /// The name in the derivation: U, W, b, V or c.
    public let name: String
    /// The first dimension: outputs.
    public let rows: Int
    /// The second dimension: inputs; 1 for a bias.
    public let columns: Int
    /// Whether the tensor is a vector.
    public let isVector: Bool
    /// The index of the first float.
    public let offset: Int

    /// How many floats the tensor has.
    public var count: Int { rows * columns }
    /// The floats' indices in the flat array.
    public var range: Range<Int> { offset..<offset + count }
  }

  /// The tensors in the order of the flat array.
  public let slices: [Slice]
  /// The number of floats of all tensors.
  public let count: Int

  /// Lays out tensors one after the other; `columns` nil makes a vector.
  init(_ tensors: [(name: String, rows: Int, columns: Int?)]) {
    var offset = 0
    slices = tensors.map { tensor in
      let slice = Slice(
        name: tensor.name, rows: tensor.rows, columns: tensor.columns ?? 1,
        isVector: tensor.columns == nil, offset: offset)
      offset += slice.count
      return slice
    }
    count = offset
  }

  /// The slice of a name; a programmer's error when there is none.
  public subscript(name: String) -> Slice {
    guard let slice = slices.first(where: { $0.name == name }) else {
      preconditionFailure("no tensor '\(name)'; there are \(slices.map(\.name))")
    }
    return slice
  }

  /// The slice that holds the flat index.
  public func slice(at index: Int) -> Slice? {
    slices.first { $0.range.contains(index) }
  }
}
