import Testing

@testable import Unroll

@Suite("Tensor types")
struct TensorTypeTests {
  #if !(os(macOS) && arch(x86_64))
    @Test("Every half-precision number becomes the Float of the same value")
    func halfPrecision() {
      let patterns = Array(UInt16.min...UInt16.max)
      let bytes = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
      let values = TensorType.float16.decode(bytes, in: 0..<bytes.count).floats
      let wrong = zip(patterns, values).filter { pattern, value in
        let expected = Float(Float16(bitPattern: pattern))
        return expected.isNaN ? !value.isNaN : value.bitPattern != expected.bitPattern
      }
      #expect(wrong.isEmpty)
    }
  #endif

  @Test("Brain floats are the upper half of a Float")
  func brainFloat() throws {
    let bytes: [UInt8] = [0x80, 0x3F, 0x49, 0xC0, 0x80, 0xFF, 0x01, 0x00]
    let values = TensorType.bfloat16.decode(bytes, in: 0..<8).floats
    #expect(values == [1, -3.140625, -.infinity, Float(bitPattern: 0x0001_0000)])
  }

  @Test(
    "Doubles stay as they are, or are rounded to the nearest Float, to infinity beyond the largest")
  func doubles() {
    let doubles: [Double] = [
      1, -0.1, 1e300, -1e300, .infinity, 1e-300, 1 + 0x1p-24, 1 + 0x1.8p-23, 0x1.ffffffp127,
    ]
    let bytes = doubles.flatMap { double in
      (0..<8).map { UInt8(truncatingIfNeeded: double.bitPattern >> (8 * $0)) }
    }
    let numbers = TensorType.float64.decode(bytes, in: 0..<bytes.count)
    #expect(numbers == .double(doubles))
    #expect(
      numbers.floats == [
        1, -0.1, .infinity, -.infinity, .infinity, 0, 1, 1 + 0x1p-22, .infinity,
      ])
  }

  @Test("One file may hold several types, each read at its own width")
  func mixedFile() throws {
    let header =
      #"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"#
      + #""b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"#
      + #""f":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"#
      + #""d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#
    let data: [UInt8] = [0, 0x3C, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0, 0, 0, 0, 0x10, 0x40]
    let content = try Safetensors.decode(
      safetensorsFile(header: header, data: data), source: "mixed")
    #expect(content.tensors.map(\.values) == [[1], [2], [3], [4]])
  }
}
