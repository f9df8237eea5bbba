extension Safetensors {
  /// The bytes of a safetensors file, fit for every reader of the format.
  ///
  /// The same content gives the same bytes: tensors lie in the given order, as F32 or F64, bit for
  /// bit; the metadata come first in the header, their keys sorted by their UTF-8 bytes, and are
  /// left out if there are none. For tensors in the order of their names these are the very bytes
  /// of the reference implementation.
  ///
  /// The names must differ and keep the limits that ``decode(_:source:)`` sets.
  /// Costs one pass, and memory for the result alone.
  ///
  /// - Parameter hasChecksums: whether the metadata also hold ``checksums()``, which costs another pass.
  package func encode(hasChecksums: Bool = false) -> [UInt8] {
    checkNames()
    guard !hasChecksums else {
      var file = self
      file.metadata.merge(checksums()) { _, new in new }
      return file.encode()
    }
    let header = encodedHeader()
    let dataSize = tensors.reduce(0) { $0 + $1.numbers.byteCount }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + dataSize)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: header.count >> shift))
    }
    bytes += header
    for tensor in tensors {
      switch tensor.numbers {
      case .single(let values):
        for value in values { append(value.bitPattern, to: &bytes) }
      case .double(let values):
        for value in values {
          append(UInt32(truncatingIfNeeded: value.bitPattern), to: &bytes)
          append(UInt32(truncatingIfNeeded: value.bitPattern >> 32), to: &bytes)
        }
      }
    }
    return bytes
  }

  /// Appends four bytes, the lowest first.
  private func append(_ bits: UInt32, to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: bits))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
    bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
  }

  private func encodedHeader() -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(quotedForJSON($0.key)):\(quotedForJSON($0.value))" }
      entries.append("\"\(Self.metadataKey)\":{\(texts.joined(separator: ","))}")
    }
    var start = 0
    for tensor in tensors {
      let end = start + tensor.numbers.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quotedForJSON(tensor.name)):"
          + "{\"dtype\":\"\(tensor.numbers.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
      )
      start = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) {
      header.append(UInt8(ascii: " "))
    }
    return header
  }

  /// A JSON string. Only what JSON demands is escaped, the rest stays UTF-8.
  private func quotedForJSON(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\u{C}": result += "\\f"
      case "\r": result += "\\r"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private func checkNames() {
    var names: Set<String> = [Self.metadataKey]
    for tensor in tensors {
      precondition(names.insert(tensor.name).inserted, "two tensors are named '\(tensor.name)'")
    }
    for name in names.union(metadata.keys) {
      precondition(
        name.utf8.count <= Self.maximumNameLength,
        "a name has \(name.utf8.count) bytes, over the limit of \(Self.maximumNameLength)")
    }
  }
}
