import Testing

@testable import Unroll

/// A header that breaks one rule, the data behind it, and what the error must say.
struct HostileHeader: Sendable, CustomTestStringConvertible {
  let header: String
  var dataCount = 4
  let cause: String

  init(_ header: String, dataCount: Int = 4, _ cause: String) {
    self.header = header
    self.dataCount = dataCount
    self.cause = cause
  }

  /// A header of one tensor named x with these fields.
  init(fields: String, dataCount: Int = 4, _ cause: String) {
    self.init("{\"x\":{\(fields)}}", dataCount: dataCount, cause)
  }

  /// A header of one tensor of type F32 with this shape and these offsets.
  init(shape: String, offsets: String = "0,4", dataCount: Int = 4, _ cause: String) {
    self.init(
      fields: #""dtype":"F32","shape":\#(shape),"data_offsets":[\#(offsets)]"#,
      dataCount: dataCount, cause)
  }

  var testDescription: String { cause }
}

private let brokenText: [HostileHeader] = [
  .init("", "its header must begin with '{' and is empty"),
  .init(" {}", "its header must begin with '{' and begins with the byte 32"),
  .init("[1]", "its header must begin with '{' and begins with '['"),
  .init("{", "its header is not JSON: its end at byte 9, where a string should be"),
  .init("{}x", "its header is not JSON: 'x' at byte 10, where the end of the header should be"),
  .init(
    "{}\0", "its header is not JSON: the byte 0 at byte 10, where the end of the header should be"),
  .init("{,}", "its header is not JSON: ',' at byte 9, where a string should be"),
  .init("{x:1}", "its header is not JSON: 'x' at byte 9, where a string should be"),
  .init("{\"x\"}", "its header is not JSON: '}' at byte 12, where ':' should be"),
  .init("{\"x", "its header is not JSON: its end at byte 11, where the end of a string should be"),
  .init("{\"\\", "its header is not JSON: its end at byte 11, where the end of a string should be"),
  .init(
    "{\"a\tb\":1}",
    "its header is not JSON: a control character in a string is not escaped (byte 11)"),
  .init(#"{"\x":1}"#, "its header is not JSON: a string has an unknown escape (byte 10)"),
  .init(#"{"\u12g4":1}"#, "its header is not JSON: a string has an unknown escape (byte 10)"),
  .init(#"{"\u12"#, "its header is not JSON: a string has an unknown escape (byte 10)"),
  .init(
    #"{"\ud800":1}"#, "its header is not JSON: a string has half of a surrogate pair (byte 10)"),
  .init(
    #"{"\ud800\n":1}"#, "its header is not JSON: a string has half of a surrogate pair (byte 10)"),
  .init(
    #"{"\ud800\ud800":1}"#,
    "its header is not JSON: a string has half of a surrogate pair (byte 10)"),
  .init(
    #"{"\udc00":1}"#, "its header is not JSON: a string has half of a surrogate pair (byte 10)"),
  .init(
    "{\"\(String(repeating: "n", count: 513))\":1}",
    "a name in its header is over the limit of 512 bytes (byte 10)"),
]

private let brokenMeaning: [HostileHeader] = [
  .init(#"{"x":1}"#, "the entry 'x' of its header is not an object"),
  .init(#"{"x":null}"#, "the entry 'x' of its header is not an object"),
  .init(
    "{\"x\":\(String(repeating: "[", count: 100_000))",
    "the entry 'x' of its header is not an object"),
  .init(#"{"__metadata__":"x"}"#, "its '__metadata__' is not an object"),
  .init(#"{"__metadata__":null}"#, "its '__metadata__' is not an object"),
  .init(#"{"__metadata__":{"k":1}}"#, "its metadata under 'k' is not a string"),
  .init(#"{"__metadata__":{"k":{}}}"#, "its metadata under 'k' is not a string"),
  .init(#"{"__metadata__":{"k":"","k":""}}"#, "its metadata has two entries named 'k'"),
  .init(
    #"{"__metadata__":{},"__metadata__":{}}"#, "its header has two entries named '__metadata__'"),
  .init(
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0078":{}}"#,
    "its header has two entries named 'x'"),
  .init(
    #"{"\u00e9":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"e\u0301":{}}"#,
    "its header has two entries named 'e\u{301}'"),
  .init(fields: "", "tensor 'x' has no 'dtype'"),
  .init(fields: #""dtype":"F32""#, "tensor 'x' has no 'shape'"),
  .init(fields: #""dtype":"F32","shape":[1]"#, "tensor 'x' has no 'data_offsets'"),
  .init(fields: #""dtype":"F32","dtype":"F64""#, "tensor 'x' has two fields named 'dtype'"),
  .init(fields: #""shape":[],"shape":[]"#, "tensor 'x' has two fields named 'shape'"),
  .init(
    fields: #""data_offsets":[0,4],"data_offsets":[0,4]"#,
    "tensor 'x' has two fields named 'data_offsets'"),
  .init(fields: #""stride":[1]"#, "tensor 'x' has an unknown field 'stride'"),
  .init(fields: #""dtype":32"#, "'dtype' of tensor 'x' must be a string"),
  .init(fields: #""dtype":"I64""#, "tensor 'x' is of type 'I64', which is not read"),
  .init(fields: #""dtype":"f32""#, "tensor 'x' is of type 'f32', which is not read"),
  .init(shape: "1", "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(shape: "[[1]]", "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(shape: "[\"1\"]", "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(shape: "[1,]", "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(shape: "[true]", "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(
    shape: "[1\(String(repeating: ",1", count: 64))]",
    "'shape' of tensor 'x' must be an array of at most 64 whole numbers"),
  .init(shape: "[-1]", "'shape' of tensor 'x' has a number that is negative"),
  .init(shape: "[-0]", "'shape' of tensor 'x' has a number that is negative"),
  .init(shape: "[1.0]", "'shape' of tensor 'x' has a number that is not a whole number"),
  .init(shape: "[1e0]", "'shape' of tensor 'x' has a number that is not a whole number"),
  .init(shape: "[0.5]", "'shape' of tensor 'x' has a number that is not a whole number"),
  .init(shape: "[9223372036854775808]", "'shape' of tensor 'x' has a number that is too large"),
  .init(
    shape: "[\(String(repeating: "9", count: 1000))]",
    "'shape' of tensor 'x' has a number that is too large"),
  .init(shape: "[01]", "its header is not JSON: '1' at byte 38, where ',' or ']' should be"),
  .init(shape: "[1 1]", "its header is not JSON: '1' at byte 39, where ',' or ']' should be"),
  .init(shape: "[1]", offsets: "", "'data_offsets' of tensor 'x' must be two numbers"),
  .init(shape: "[1]", offsets: "0,4,8", "'data_offsets' of tensor 'x' must be two numbers"),
  .init(
    shape: "[1]", offsets: "-4,0", "'data_offsets' of tensor 'x' has a number that is negative"),
]

private func twoTensors(_ first: String, _ second: String) -> String {
  #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[\#(first)]},"#
    + #""y":{"dtype":"F32","shape":[1],"data_offsets":[\#(second)]}}"#
}

private let brokenLayout: [HostileHeader] = [
  .init(shape: "[1]", offsets: "4,0", "the data of tensor 'x' ends at 0, before its start at 4"),
  .init(
    shape: "[1]", offsets: "0,8",
    "the data of tensor 'x' ends at 8, and the file has only 4 bytes of data"),
  .init(
    shape: "[1]", offsets: "9223372036854775803,9223372036854775807",
    "the data of tensor 'x' ends at 9223372036854775807, and the file has only 4 bytes of data"),
  .init(
    shape: "[2]", "tensor 'x' of shape [2] and type F32 needs 8 bytes, and its offsets give it 4"),
  .init(
    shape: "[0]", "tensor 'x' of shape [0] and type F32 needs 0 bytes, and its offsets give it 4"),
  .init(
    shape: "[1]", offsets: "4,4",
    "tensor 'x' of shape [1] and type F32 needs 4 bytes, and its offsets give it 0"),
  .init(
    shape: "[1,1,1,1,1,1,1,1,2]",
    "tensor 'x' of shape [1, 1, 1, 1, 1, 1, 1, 1, …] and type F32 needs 8 bytes,"
      + " and its offsets give it 4"),
  .init(
    shape: "[4294967296,4294967296]",
    "tensor 'x' of shape [4294967296, 4294967296] is larger than any memory"),
  .init(
    shape: "[2305843009213693952]",
    "tensor 'x' of shape [2305843009213693952] is larger than any memory"),
  .init(
    shape: "[0,9223372036854775807,2]", offsets: "0,0", dataCount: 0,
    "tensor 'x' of shape [0, 9223372036854775807, 2] is larger than any memory"),
  .init(twoTensors("0,4", "0,4"), "tensors 'x' and 'y' share bytes"),
  .init(twoTensors("2,6", "0,4"), dataCount: 6, "tensors 'y' and 'x' share bytes"),
  .init(twoTensors("0,4", "6,10"), dataCount: 10, "2 bytes before tensor 'y' belong to no tensor"),
  .init(
    shape: "[1]", offsets: "4,8", dataCount: 8, "4 bytes before tensor 'x' belong to no tensor"),
  .init(shape: "[1]", dataCount: 7, "3 bytes behind the last tensor belong to no tensor"),
  .init("{}", "4 bytes behind the last tensor belong to no tensor"),
]

@Suite("Hostile safetensors")
struct SafetensorsHostileTests {
  @Test("A broken header is refused with its own message", arguments: brokenText)
  func refusesText(hostile: HostileHeader) {
    check(hostile)
  }

  @Test("A header that does not describe tensors is refused", arguments: brokenMeaning)
  func refusesMeaning(hostile: HostileHeader) {
    check(hostile)
  }

  @Test("A header that does not fit the data is refused", arguments: brokenLayout)
  func refusesLayout(hostile: HostileHeader) {
    check(hostile)
  }

  @Test("A file too short for the length of its header is refused", arguments: 0..<8)
  func refusesShortFile(count: Int) {
    #expect(fault([UInt8](repeating: 0, count: count)) == .tooShort(bytes: count))
  }

  @Test("A header length beyond the file or the limit is refused before anything is read")
  func refusesHeaderLength() {
    #expect(
      fault([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]) == .headerCutShort(announced: 3, available: 2))
    #expect(
      fault([0, 0xE1, 0xF5, 0x05, 0, 0, 0, 0])
        == .headerCutShort(announced: 100_000_000, available: 0))
    #expect(
      fault([1, 0xE1, 0xF5, 0x05, 0, 0, 0, 0])
        == .headerTooLong(announced: 100_000_001, limit: 100_000_000))
    #expect(
      fault([UInt8](repeating: 0xFF, count: 8))
        == .headerTooLong(announced: .max, limit: 100_000_000))
  }

  @Test("A text file is recognised as no model, with advice")
  func refusesText() {
    let error = decodingError(Array("emma\nolivia\nava\n".utf8))
    #expect(
      error?.description
        == "'m.safetensors' is not a sound safetensors file: its first 8 bytes announce a header"
        + " of 7596568761842101605 bytes, over the limit of 100000000."
        + " Check that the path names a model file.")
    #expect(error?.kind == .malformed)
  }

  @Test("A header that is not UTF-8 is refused, with the place")
  func refusesEncoding() {
    let header = Array(#"{"x"#.utf8) + [0xC3, 0x28] + Array(#"":1}"#.utf8)
    #expect(fault(safetensorsFile(header: header)) == .notUTF8(offset: 11))
    #expect(fault(safetensorsFile(header: [0x7B, 0xED, 0xA0, 0x80])) == .notUTF8(offset: 9))
  }

  @Test("A name in a message can neither break the line nor command the terminal")
  func quotesNames() {
    let name = "a\\u001b[31m\\n\\u202e" + String(repeating: "z", count: 100)
    let error = decodingError(safetensorsFile(header: "{\"\(name)\":1}"))
    #expect(
      error?.description
        == "'m.safetensors' is not a sound safetensors file: the entry 'a\\u{1b}[31m\\u{a}\\u{202e}"
        + String(repeating: "z", count: 52) + "…' of its header is not an object."
        + " It is damaged or was written by a faulty program: use another copy, or train again.")
  }

  @Test("A header of very many tensors is read in linear time")
  func readsManyTensors() throws {
    let count = 20_000
    let entries = (0..<count).reversed().map { index in
      "\"\(index)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(4 * index),\(4 * index + 4)]}"
    }
    let bytes = safetensorsFile(
      header: "{\(entries.joined(separator: ","))}", data: [UInt8](repeating: 0, count: 4 * count))
    let content = try Safetensors.decode(bytes, source: "many")
    #expect(content.tensors.count == count)
    #expect(content.tensors.first?.name == "0")
  }

  private func check(_ hostile: HostileHeader) {
    let bytes = safetensorsFile(
      header: hostile.header, data: [UInt8](repeating: 0, count: hostile.dataCount))
    let prefix = "'m.safetensors' is not a sound safetensors file: \(hostile.cause). "
    let description = decodingError(bytes)?.description ?? "no error"
    #expect(description.hasPrefix(prefix), "\(description)")
  }
}

/// The error of decoding these bytes, or nil.
func decodingError(_ bytes: [UInt8]) -> ModelFileError? {
  do {
    _ = try Safetensors.decode(bytes, source: "m.safetensors")
    return nil
  } catch {
    return error
  }
}

/// The fault of decoding these bytes, or nil.
private func fault(_ bytes: [UInt8]) -> ModelFileError.FormatFault? {
  guard case .malformed(_, let fault) = decodingError(bytes) else { return nil }
  return fault
}
