import KernelBodies

/// Gates whose columns lie side by side without padding, and whose rows of weights do, too: all of them
/// where H fills whole vectors, otherwise each by itself. What is done to a group is one product, and copies
/// its operands once.
struct GateGroups: Sequence, IteratorProtocol {
  struct Group {
    /// Where the group stands in matrices of products.
    let columns: Range<Int>
    /// Its rows of weights, biases and gains.
    let rows: Range<Int>
  }

  private let count: Int
  private let size: Int
  private let stride: Int
  private var index = 0

  init(gates: Int, hidden: Int) {
    let stride = gateStride(hidden: hidden)
    count = stride == hidden ? 1 : gates
    size = stride == hidden ? gates * hidden : hidden
    self.stride = stride == hidden ? size : stride
  }

  mutating func next() -> Group? {
    guard index < count else { return nil }
    defer { index += 1 }
    return Group(
      columns: index * stride..<index * stride + size, rows: index * size..<(index + 1) * size)
  }
}
