/// Reads the header of a safetensors file: an object of objects, of exactly the shape that the
/// format gives it.
///
/// Why this is not left to Foundation: see `Documentation/Decisions/0005-header-parser.md`. The
/// grammar has two fixed levels and no recursion, so the depth of hostile input does not matter.
struct HeaderParser {
  typealias FormatFault = ModelFileError.FormatFault

  private var scanner: HeaderScanner

  private let firstByte: UInt8?

  init(bytes: [UInt8], range: Range<Int>) {
    scanner = HeaderScanner(bytes: bytes, range: range)
    firstByte = range.isEmpty ? nil : bytes[range.lowerBound]
  }

  /// The header's statements. Time linear in its length.
  mutating func parse() throws(FormatFault) -> SafetensorsHeader {
    guard firstByte == UInt8(ascii: "{") else { throw .notAnObject(found: firstByte) }
    var header = SafetensorsHeader()
    var names: Set<String> = []
    try forEachMember { (parser, name) throws(FormatFault) in
      guard names.insert(name).inserted else { throw .duplicateName(name) }
      if name == Safetensors.metadataKey {
        header.metadata = try parser.metadata()
      } else {
        header.entries.append(try parser.entry(name: name))
      }
    }
    guard scanner.peek() == nil else { throw scanner.unexpected("the end of the header") }
    return header
  }

  private mutating func metadata() throws(FormatFault) -> [String: String] {
    guard scanner.peek() == UInt8(ascii: "{") else { throw .metadataNotAnObject }
    var metadata: [String: String] = [:]
    try forEachMember { (parser, key) throws(FormatFault) in
      guard parser.scanner.peek() == UInt8(ascii: "\"") else { throw .metadataNotText(key: key) }
      let old = metadata.updateValue(try parser.scanner.string(), forKey: key)
      guard old == nil else { throw .duplicateMetadataKey(key) }
    }
    return metadata
  }

  private mutating func entry(name: String) throws(FormatFault) -> SafetensorsHeader.Entry {
    guard scanner.peek() == UInt8(ascii: "{") else { throw .notATensor(name: name) }
    var type: TensorType?
    var shape: [Int]?
    var offsets: [Int]?
    try forEachMember { (parser, field) throws(FormatFault) in
      switch field {
      case "dtype" where type == nil: type = try parser.type(of: name)
      case "shape" where shape == nil: shape = try parser.sizes(of: name, field: field)
      case "data_offsets" where offsets == nil: offsets = try parser.offsets(of: name)
      case "dtype", "shape", "data_offsets": throw .duplicateField(tensor: name, field: field)
      default: throw .unknownField(tensor: name, field: field)
      }
    }
    guard let type else { throw .missingField(tensor: name, field: "dtype") }
    guard let shape else { throw .missingField(tensor: name, field: "shape") }
    guard let offsets else { throw .missingField(tensor: name, field: "data_offsets") }
    return SafetensorsHeader.Entry(
      name: name, type: type, shape: shape, start: offsets[0], end: offsets[1])
  }

  private mutating func type(of tensor: String) throws(FormatFault) -> TensorType {
    guard scanner.peek() == UInt8(ascii: "\"") else {
      throw .wrongField(tensor: tensor, field: "dtype", expected: "a string")
    }
    let name = try scanner.string(limit: Safetensors.maximumNameLength)
    guard let type = TensorType(rawValue: name) else {
      throw .unsupportedType(tensor: tensor, type: name)
    }
    return type
  }

  private mutating func offsets(of tensor: String) throws(FormatFault) -> [Int] {
    let offsets = try sizes(of: tensor, field: "data_offsets")
    guard offsets.count == 2 else {
      throw .wrongField(tensor: tensor, field: "data_offsets", expected: "two numbers")
    }
    return offsets
  }

  private mutating func sizes(
    of tensor: String, field: String
  ) throws(FormatFault) -> [Int] {
    let expected = "an array of at most \(Safetensors.maximumRank) whole numbers"
    var sizes: [Int] = []
    guard scanner.take("[") else {
      throw .wrongField(tensor: tensor, field: field, expected: expected)
    }
    if scanner.take("]") { return sizes }
    repeat {
      guard sizes.count < Safetensors.maximumRank,
        let byte = scanner.peek(), Self.startsNumber(byte)
      else { throw .wrongField(tensor: tensor, field: field, expected: expected) }
      do {
        sizes.append(try scanner.size())
      } catch {
        throw .wrongNumber(tensor: tensor, field: field, fault: error)
      }
    } while try scanner.hasNext(before: "]")
    return sizes
  }

  private static func startsNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Takes an object; `body` takes the value of each member.
  private mutating func forEachMember(
    _ body: (inout HeaderParser, String) throws(FormatFault) -> Void
  ) throws(FormatFault) {
    try scanner.expect("{")
    if scanner.take("}") { return }
    repeat {
      let name = try scanner.string(limit: Safetensors.maximumNameLength)
      try scanner.expect(":")
      try body(&self, name)
    } while try scanner.hasNext(before: "}")
  }
}
