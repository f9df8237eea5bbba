import Kernels

/// The memory of one part of a layer's state, the hidden state or the cell state, in one direction.
final class StateMemory {
  let width: Int
  let zoneoutRate: Double

  /// The part after each time step, [N, H].
  private var states: Matrix
  /// What the step computed, before zoneout, [N, H]; empty without zoneout.
  private var candidates: Matrix
  /// The share that stays what it was, [N, H]; empty without zoneout.
  private var keep: Matrix
  /// The part before the first time step, [B, H].
  private var initial: Matrix
  /// ∂L/∂(part before the step at hand), [B, H].
  private var carry: Matrix

  init(width: Int, zoneoutRate: Double) {
    self.width = width
    self.zoneoutRate = zoneoutRate
    states = Matrix(columns: width)
    candidates = Matrix(columns: width)
    keep = Matrix(columns: width)
    initial = Matrix(columns: width)
    carry = Matrix(columns: width)
  }

  /// Makes room for so many positions and rows.
  func prepare(positions: Int, rows: Int) {
    states.resize(rows: positions)
    initial.resize(rows: rows)
    carry.resize(rows: rows)
    if zoneoutRate > 0 {
      candidates.resize(rows: positions)
      keep.resize(rows: positions)
    }
  }

  /// Views of all of it.
  struct Blocks {
    let states: Block
    let candidates: Block
    let keep: Block?
    let initial: Block
    let carry: Block

    /// The part over some positions, `previous` being the part before them.
    func part(_ positions: Range<Int>, previous: Block, carry: Block?) -> StatePart {
      StatePart(
        previous: previous, state: candidates.rows(positions),
        zoneout: keep.map { (states.rows(positions), $0.rows(positions)) }, carry: carry)
    }
  }

  /// Views of all of it; good until the next ``prepare(positions:rows:)``.
  var blocks: Blocks {
    let hasZoneout = zoneoutRate > 0
    return Blocks(
      states: states.block, candidates: hasZoneout ? candidates.block : states.block,
      keep: hasZoneout ? keep.block : nil, initial: initial.block, carry: carry.block)
  }
}
