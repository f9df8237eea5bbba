import Testing

@testable import Unroll

private let content = Safetensors(
  tensors: [
    .init(name: "w", shape: [2, 2], values: [1, -2, .infinity, 0.1]),
    .init(name: "e", shape: [0], values: []),
    .init(name: "b", shape: [], values: [3]),
  ],
  metadata: ["k": "\"1\"\u{1}é"])

/// Damaged files must give an error or a value; that these tests end at all is most of the proof.
@Suite("Damaged safetensors")
struct SafetensorsFuzzTests {
  private let whole = content.encode()

  @Test("Every truncation of a file is an error")
  func truncations() {
    let sound = (0..<whole.count).filter { decodingError(Array(whole[..<$0])) == nil }
    #expect(sound.isEmpty)
  }

  @Test("Every flipped bit gives an error or a value that encodes again")
  func flippedBits() {
    for bit in 0..<8 * whole.count {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      let read = try? Safetensors.decode(bytes, source: "flipped")
      if bit / 8 >= whole.count - 20 {
        #expect(read?.tensors.count == 3, "bit \(bit) is in the data and cannot be an error")
      }
      if let read {
        #expect((try? Safetensors.decode(read.encode(), source: "again")) != nil, "bit \(bit)")
      }
    }
  }

  @Test("Every byte that is left out or doubled is an error")
  func shiftedBytes() {
    for index in whole.indices {
      var shorter = whole
      shorter.remove(at: index)
      #expect(decodingError(shorter) != nil, "without byte \(index)")
      var longer = whole
      longer.insert(whole[index], at: index)
      #expect(decodingError(longer) != nil, "with byte \(index) twice")
    }
  }

  @Test("Random changes to the header give an error or a value", arguments: 0..<4)
  func randomChanges(seed: Int) {
    var generator = SplitMix(seed: UInt64(seed))
    let alphabet = Array("{}[]\":,\\u0019.e-+ \ttfnF3264dtypeshapedata_offsets__metadata__".utf8)
    var decoded = 0
    for _ in 0..<1_000 {
      var header = Array(whole[8..<(whole.count - 20)])
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<header.count, using: &generator)
        let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: header.remove(at: index)
        case 1: header.insert(byte, at: index)
        case 2: header[index] = UInt8.random(in: 0...255, using: &generator)
        default: header[index] = byte
        }
      }
      let bytes = safetensorsFile(header: header, data: Array(whole.suffix(20)))
      decoded += decodingError(bytes) == nil ? 1 : 0
    }
    #expect(decoded < 1_000)
  }

  @Test("Random bytes are an error")
  func randomBytes() {
    var generator = SplitMix(seed: 7)
    for count in 0..<300 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(decodingError(bytes) != nil)
      #expect(decodingError(safetensorsFile(header: bytes)) != nil)
    }
  }
}
