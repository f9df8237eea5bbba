import Testing

@testable import Unroll

/// A small file written by the reference implementation (Python's safetensors 0.8.0).
private let referenceHeader =
  #"{"__metadata__":{"über":"1\n\t\"\\\u00010😀"},"#
  + #""a/é":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
  + #""b":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
  + #""s":{"dtype":"F32","shape":[],"data_offsets":[16,20]}} "#

private let referenceData: [UInt8] = [
  0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x40, 0x40, 0x00, 0x00, 0x80, 0x7F,
  0x00, 0x00, 0x20, 0x40,
]

private let referenceContent = Safetensors(
  tensors: [
    .init(name: "a/é", shape: [0], values: []),
    .init(name: "b", shape: [2, 2], values: [1, -2, 3, .infinity]),
    .init(name: "s", shape: [], values: [2.5]),
  ],
  metadata: ["über": "1\n\t\"\\\u{1}0😀"])

@Suite("Safetensors")
struct SafetensorsTests {
  @Test("A file of the reference implementation decodes to its tensors")
  func decodesReference() throws {
    let bytes = safetensorsFile(header: referenceHeader, data: referenceData)
    let content = try Safetensors.decode(bytes, source: "reference")
    #expect(content == referenceContent)
    #expect(content.tensor(named: "b")?.shape == [2, 2])
    #expect(content.tensor(named: "c") == nil)
  }

  @Test("Encoding gives the very bytes of the reference implementation")
  func encodesReference() {
    let bytes = safetensorsFile(header: referenceHeader, data: referenceData)
    #expect(referenceContent.encode() == bytes)
  }

  @Test("Encoding nothing gives an empty header of eight bytes")
  func encodesNothing() throws {
    let bytes = Safetensors().encode()
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try Safetensors.decode(bytes, source: "empty") == Safetensors())
  }

  @Test("Metadata keys are sorted by their bytes, whatever the dictionary's order")
  func sortsMetadata() {
    let keys = ["b", "B", "ä", "a", "z", "", "10", "9"]
    let content = Safetensors(metadata: Dictionary(uniqueKeysWithValues: keys.map { ($0, "") }))
    let text = String(decoding: content.encode().dropFirst(8), as: UTF8.self)
    let expected =
      #"{"__metadata__":{"":"","10":"","9":"","B":"","a":"","b":"","z":"","ä":""}}"#
    #expect(text.trimmingSuffix(" ") == expected)
  }

  @Test("The order of tensors survives, empty ones between others included")
  func keepsOrder() throws {
    let shapes = [
      ("z", [3]), ("e", [0]), ("d", [2, 0]), ("a", [1, 1]), ("c", [0, 5]), ("b", []),
    ]
    let content = Safetensors(
      tensors: shapes.map { name, shape in
        .init(
          name: name, shape: shape, values: Array(repeating: 0.5, count: shape.reduce(1, *)))
      })
    #expect(try Safetensors.decode(content.encode(), source: "order") == content)
  }

  @Test("Every bit of a number survives, in NaN, infinity, zero and subnormals too")
  func keepsBits() throws {
    let patterns: [UInt32] = [
      0, 0x8000_0000, 1, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0x7F80_0000,
      0xFF80_0000, 0x7FC0_0000, 0xFFC0_0000, 0x7F80_0001, 0x7FBF_FFFF, 0xFFFF_FFFF, 0x3F80_0000,
    ]
    let values = patterns.map { Float(bitPattern: $0) }
    let content = Safetensors(tensors: [.init(name: "x", shape: [values.count], values: values)])
    let read = try Safetensors.decode(content.encode(), source: "bits")
    #expect(read.tensors.first?.values.map(\.bitPattern) == patterns)
  }

  @Test("Names and metadata of any text survive, scalar by scalar")
  func keepsText() throws {
    let everything = (0..<0x300).compactMap { Unicode.Scalar(UInt32($0)) }
    var controls = ""
    controls.unicodeScalars.append(contentsOf: everything.prefix(0x100))
    let texts = [
      "", "\"", "\\", "/", "\\u0041", controls, "e\u{301}", "👩‍👩‍👧‍👦", "\u{10FFFF}", "\u{FEFF}",
      "['a', \"b\\\"\"]", "\u{2028}", "ไทย",
    ]
    let content = Safetensors(
      tensors: texts.map { .init(name: $0, shape: [0], values: []) },
      metadata: Dictionary(uniqueKeysWithValues: texts.map { ($0, $0 + $0) }))
    let read = try Safetensors.decode(content.encode(), source: "texts")
    #expect(read.tensors.map { Array($0.name.utf8) } == texts.map { Array($0.utf8) })
    for text in texts {
      #expect(read.metadata[text].map { Array($0.utf8) } == Array((text + text).utf8))
    }
  }

  @Test("Encoding what was decoded gives the same bytes again")
  func isDeterministic() throws {
    let bytes = referenceContent.encode()
    #expect(try Safetensors.decode(bytes, source: "again").encode() == bytes)
  }

  @Test("White space, escapes and the order of fields and tensors are free")
  func readsOtherSpellings() throws {
    let header =
      "{ \"b\\u002F\\ud83D\\uDE00\\/\"\n:\t{\"data_offsets\" : [ 4 , 8 ] ,\r\"shape\":[ 1 ],"
      + " \"dtype\":\"F\\u00332\" }, \"a\":{\"shape\":[],\"dtype\":\"F32\",\"data_offsets\":[0,4]}}"
      + " \n\t\r"
    let bytes = safetensorsFile(header: header, data: [0, 0, 128, 63, 0, 0, 0, 64])
    let content = try Safetensors.decode(bytes, source: "spelling")
    #expect(
      content.tensors == [
        .init(name: "a", shape: [], values: [1]), .init(name: "b/😀/", shape: [1], values: [2]),
      ])
  }
}

/// The bytes of a file with this header, whatever it says.
func safetensorsFile(header: String, data: [UInt8] = []) -> [UInt8] {
  safetensorsFile(header: Array(header.utf8), data: data)
}

/// The bytes of a file with this header, whatever it says.
func safetensorsFile(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var result = self
    while result.last == character { result.removeLast() }
    return result
  }
}
