extension Safetensors {
  /// Reads the bytes of a safetensors file.
  ///
  /// Whatever the bytes, the result is a value or an error: no trap, time linear in their number,
  /// and memory within a small multiple of it. Where the reference implementation lets a doubtful
  /// header pass (fields stated twice, unknown fields), this refuses it, so that no two programs
  /// can read different models from one file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file. Numbers of type F32, F64, F16 and BF16 are read, see
  ///     ``TensorType``; a tensor of any other type is refused.
  ///   - source: The path to name in errors.
  package static func decode(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> Safetensors {
    do {
      return try decode(bytes)
    } catch {
      throw .malformed(path: source, fault: error)
    }
  }

  private static func decode(
    _ bytes: [UInt8]
  ) throws(ModelFileError.FormatFault) -> Safetensors {
    let headerEnd = 8 + (try headerLength(bytes))
    let text = bytes.span.extracting(8..<headerEnd)
    do {
      _ = try UTF8Span(validating: text)
    } catch {
      throw .notUTF8(offset: 8 + error.byteOffsets.lowerBound)
    }
    var parser = HeaderParser(bytes: bytes, range: 8..<headerEnd)
    let header = try parser.parse()
    let entries = try header.entriesInDataOrder(dataSize: bytes.count - headerEnd)
    let tensors = entries.map { entry in
      let range = headerEnd + entry.start..<headerEnd + entry.end
      return Tensor(
        name: entry.name, shape: entry.shape, numbers: entry.type.decode(bytes, in: range))
    }
    var file = Safetensors(tensors: tensors, metadata: header.metadata)
    try file.removeCheckedSums()
    return file
  }

  /// The length of the header, from the first eight bytes.
  private static func headerLength(
    _ bytes: [UInt8]
  ) throws(ModelFileError.FormatFault) -> Int {
    guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
    let announced = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard announced <= UInt64(maximumHeaderLength) else {
      throw .headerTooLong(announced: announced, limit: maximumHeaderLength)
    }
    guard announced <= UInt64(bytes.count - 8) else {
      throw .headerCutShort(announced: announced, available: bytes.count - 8)
    }
    return Int(announced)
  }
}
