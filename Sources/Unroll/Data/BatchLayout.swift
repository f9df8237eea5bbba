/// Where rows of falling length stand when they lie time step by time step: position
/// `offsets[t] + r` is row r at step t, for the first `alive[t]` rows.
public struct BatchLayout: Sendable, Equatable {
  /// Rows at each time step: a falling sequence.
  public private(set) var alive: [Int] = []
  /// The first position of each time step.
  public private(set) var offsets: [Int] = []
  /// Positions of all time steps.
  public private(set) var positions = 0

  /// The number of time steps of the longest row.
  public var steps: Int { alive.count }

  /// Lays out rows of these lengths, longest first.
  mutating func fill(lengths: [Int]) {
    alive.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    positions = 0
    var rowsAlive = lengths.count
    for t in 0..<(lengths.first ?? 0) {
      while rowsAlive > 0 && lengths[rowsAlive - 1] <= t { rowsAlive -= 1 }
      alive.append(rowsAlive)
      offsets.append(positions)
      positions += rowsAlive
    }
  }

  /// The part of `rows` whose sequences have a time step `t`.
  func rows(_ rows: Range<Int>, aliveAt t: Int) -> Range<Int> {
    let upper = min(rows.upperBound, alive[t])
    return min(rows.lowerBound, upper)..<upper
  }

  /// The positions of `rows` at time step `t`; none after the last step.
  func positions(of rows: Range<Int>, at t: Int) -> Range<Int> {
    guard t < steps else { return 0..<0 }
    let alive = self.rows(rows, aliveAt: t)
    return offsets[t] + alive.lowerBound..<offsets[t] + alive.upperBound
  }
}
