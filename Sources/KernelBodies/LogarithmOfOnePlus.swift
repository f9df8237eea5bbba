/// `log(1 + t)` for t in 0...1, by `2 artanh(s)` with `s = t / (2 + t)`, which is at most 1/3.
///
/// The polynomial is a minimax fit of `(2 artanh(s) / s - 2) / s²` over `s²`, weighted for the
/// relative error of the logarithm: 4.5e-9 before rounding. Maximum error, with that of `exp` in
/// it: 3 units in the last place (`LossExtremesTests`); gives NaN for NaN.
@usableFromInline
enum LogarithmOfOnePlus {
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ t: Vector, using kernels: Kernels.Type) -> Vector {
    let s = t / (2 + t)
    let w = s * s
    var p = Vector(repeating: 0.280_119_87)
    p = kernels.multiplyAdd(p, w, Vector(repeating: 0.280_018_06))
    p = kernels.multiplyAdd(p, w, Vector(repeating: 0.400_215_27))
    p = kernels.multiplyAdd(p, w, Vector(repeating: 0.666_664_2))
    return kernels.multiplyAdd(s * w, p, s + s)
  }
}
