extension Safetensors {
  /// The bytes of a safetensors file, fit for every reader of the format.
  ///
  /// The same content gives the same bytes: tensors lie in the given order, all as F32, bit for
  /// bit; the metadata come first in the header, their keys sorted by their UTF-8 bytes, and are
  /// left out if there are none. For tensors in the order of their names these are the very bytes
  /// of the reference implementation.
  ///
  /// The names must differ and keep the limits that ``decode(_:source:)`` sets.
  /// Costs one pass, and memory for the result alone.
  package func encode() -> [UInt8] {
    checkNames()
    let header = encodedHeader()
    let dataSize = tensors.reduce(0) { $0 + 4 * $1.values.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + dataSize)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: header.count >> shift))
    }
    bytes += header
    for tensor in tensors {
      for value in tensor.values {
        let bits = value.bitPattern
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
    }
    return bytes
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
      let end = start + 4 * tensor.values.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quotedForJSON(tensor.name)):"
          + "{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
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
