/// Numbers in the layout of a network's parameters: the parameters themselves, their gradient, or
/// an optimizer's moments.
public struct Parameters: Sendable, Equatable {
  /// The named tensors.
  public let table: ParameterTable
  /// All floats, tensor after tensor.
  public var values: [Float]

  /// Creates zeros in the layout of `table`.
  public init(zerosLike table: ParameterTable) {
    self.table = table
    values = [Float](repeating: 0, count: table.count)
  }

  /// The floats of one tensor, row-major.
  public subscript(name: String) -> [Float] {
    get { Array(values[table[name].range]) }
    set {
      let slice = table[name]
      precondition(
        newValue.count == slice.count, "\(newValue.count) floats for '\(name)' of \(slice.count)")
      values.replaceSubrange(slice.range, with: newValue)
    }
  }

  /// Sets all floats to zero, as a caller does before gradients accumulate.
  public mutating func clear() {
    for i in values.indices { values[i] = 0 }
  }

  /// The name of the first tensor with a number that is not finite, or nil.
  public func firstNonFinite() -> String? {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return table.slice(at: index)?.name
  }
}
