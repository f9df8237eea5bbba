/// The number types that are read from a safetensors file, under the names that the format uses.
///
/// F32, F16 and BF16 become `Float`, exactly: each of their values is one (of a NaN in F16, the payload
/// keeps its place in the mantissa). F64 stays as it is; whoever asks for `Float` has it rounded to the
/// nearest, ties to even, beyond the largest `Float` to infinity.
enum TensorType: String {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"

  /// The bytes of one number.
  var width: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// The numbers stored little-endian in `range` of `bytes`.
  func decode(_ bytes: [UInt8], in range: Range<Int>) -> Safetensors.Numbers {
    let offsets = stride(from: range.lowerBound, to: range.upperBound, by: width)
    switch self {
    case .float32: return .single(offsets.map { Float(bitPattern: word(bytes, at: $0)) })
    case .float64:
      return .double(
        offsets.map { offset in
          let high = UInt64(word(bytes, at: offset + 4)) << 32
          return Double(bitPattern: high | UInt64(word(bytes, at: offset)))
        })
    case .float16: return .single(offsets.map { float(fromHalf: halfWord(bytes, at: $0)) })
    case .bfloat16:
      return .single(offsets.map { Float(bitPattern: halfWord(bytes, at: $0) << 16) })
    }
  }

  private func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
  }

  private func halfWord(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
  }

  /// A half-precision number: sign, 5 bits of exponent biased by 15, 10 bits of mantissa.
  ///
  /// Written out because `Float16` does not exist on every platform that Swift runs on.
  private func float(fromHalf bits: UInt32) -> Float {
    let sign = (bits & 0x8000) << 16
    let exponent = (bits >> 10) & 0x1F
    let mantissa = bits & 0x3FF
    switch exponent {
    case 0:
      // Zero or subnormal: mantissa · 2⁻²⁴, exact in Float.
      let magnitude = Float(mantissa) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 0x1F:
      return Float(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
    default:
      return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | mantissa << 13)
    }
  }
}
