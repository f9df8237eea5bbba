import KernelBodies

/// Memory in which one thread's kernels put what they need for the length of a call.
package final class Scratch: Sendable {
  private let block: Block

  var base: UnsafeMutablePointer<Float> { block.base }

  /// Room for what any kernel needs.
  package init() {
    let count = TransposedProductOperands.scratchCount
    block = Block(base: Matrix.allocate(count), rows: 1, columns: count, stride: count)
  }

  deinit { block.base.deallocate() }
}
