#if canImport(Darwin)
  public import Darwin
#elseif canImport(Musl)
  public import Musl
#else
  public import Glibc
#endif

/// The natural logarithm, one scalar at a time: the losses need one for each row.
@inlinable
func naturalLogarithm(_ x: Float) -> Float { logf(x) }
