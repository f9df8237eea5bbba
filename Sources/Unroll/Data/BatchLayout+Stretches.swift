import KernelBodies

extension BatchLayout {
  /// The rows of a time step by where their previous state is.
  struct Stretches {
    /// Rows whose previous state is that of the step before.
    let continuing: Range<Int>
    /// Rows whose first step this is.
    let starting: Range<Int>
  }

  /// The part of `rows` that is alive at `t`, walked from the first step on or, in reverse, from each
  /// row's last.
  func stretches(of rows: Range<Int>, at t: Int, isReverse: Bool) -> Stretches {
    let alive = self.rows(rows, aliveAt: t)
    if !isReverse {
      return t == 0
        ? Stretches(continuing: alive.lowerBound..<alive.lowerBound, starting: alive)
        : Stretches(continuing: alive, starting: alive.upperBound..<alive.upperBound)
    }
    let continuing =
      t + 1 < steps ? self.rows(rows, aliveAt: t + 1) : alive.lowerBound..<alive.lowerBound
    let firstStarting = max(continuing.upperBound, alive.lowerBound)
    return Stretches(continuing: continuing, starting: firstStarting..<alive.upperBound)
  }

  /// The positions at `t` of rows that are alive there.
  func positions(_ rows: Range<Int>, at t: Int) -> Range<Int> {
    offsets[t] + rows.lowerBound..<offsets[t] + rows.upperBound
  }
}

/// Which positions' gradients meet which previous states in the gradient of W, in one direction.
struct RecurrentSegments {
  /// Positions that meet the states of other positions.
  var continuing: [RowSegment] = []
  /// Positions that meet the states before the first step, which are rows of the batch.
  var starting: [RowSegment] = []
  /// All positions, each meeting itself.
  var all: [RowSegment] = []

  /// Removes all, and keeps the memory.
  mutating func clear() {
    continuing.removeAll(keepingCapacity: true)
    starting.removeAll(keepingCapacity: true)
    all.removeAll(keepingCapacity: true)
  }
}
