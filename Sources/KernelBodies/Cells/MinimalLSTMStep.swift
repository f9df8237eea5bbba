/// Minimal long short-term memory (Documentation/Derivation/MinimalCells.md). Saved: the share f' of
/// the past, X_n, and the complements 1 - f and 1 - i of the gates.
@usableFromInline
enum MinimalLSTMStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 3 }
  @inlinable @inline(__always) static var stateParts: Int { 1 }
  @inlinable @inline(__always) static var savedCount: Int { 4 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { false }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }

  /// Equations (8) to (11): `f' = f / (f + i)` without a quotient 0 / 0 where gates underflow. With
  /// `p = max(-x, 0)`, `1 / f = exp(p) (1 + exp(-|x|))`, likewise `1 / i` with q; of exp(p) and exp(q)
  /// the quotient alone counts, and the smaller of the two by the larger cannot overflow.
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let x = lanes.inputs[0]
    let y = lanes.inputs[1]
    let n = lanes.inputs[2]
    let ex = Exponential.flushedValue(x.replacing(with: -x, where: x .> 0), using: kernels)
    let ey = Exponential.flushedValue(y.replacing(with: -y, where: y .> 0), using: kernels)
    let p = Vector.zero.replacing(with: -x, where: x .< 0)
    let q = Vector.zero.replacing(with: -y, where: y .< 0)
    let d = p - q
    let ratio = Exponential.flushedValue(d.replacing(with: -d, where: d .> 0), using: kernels)
    let inverseForget = (1 + ex).replacing(with: (1 + ex) * ratio, where: d .< 0)
    let inverseInput = (1 + ey).replacing(with: (1 + ey) * ratio, where: d .> 0)
    let past = inverseInput / (inverseForget + inverseInput)
    let share = inverseForget / (inverseForget + inverseInput)
    lanes.state[0] = past * lanes.previous[0] + share * n
    lanes.saved[0] = past
    lanes.saved[1] = n
    lanes.saved[2] = Vector(repeating: 1).replacing(with: ex, where: x .> 0) / (1 + ex)
    lanes.saved[3] = Vector(repeating: 1).replacing(with: ey, where: y .> 0) / (1 + ey)
  }

  /// Equations (12) to (16).
  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    let past = lanes.saved[0]
    let n = lanes.saved[1]
    let da = lanes.dState[0]
    lanes.dPrevious[0] = da * past
    lanes.dInputs[2] = da * (1 - past)
    let d = da * (lanes.previous[0] - n) * past * (1 - past)
    lanes.dInputs[1] = -d * lanes.saved[3]
    lanes.dInputs[0] = d * lanes.saved[2]
  }
}
