/// Checksums of a file's sections, by which damage shows: the format itself has none.
///
/// Two keys of the metadata hold them, each a ``Fingerprint`` as sixteen hexadecimal digits:
///
/// - `checksums`: of the bytes of each tensor, in the order of the file, with spaces between
/// - `checksum`: of all else: the names, types and shapes of the tensors in their order, and all metadata in the
///   order of their keys, `checksums` among them
///
/// A file without both is read all the same: it may come from another program.
extension Safetensors {
  static let sumKey = "checksum"
  static let sumsKey = "checksums"

  /// What the metadata say of this content's checksums.
  func checksums() -> [String: String] {
    var file = self
    file.metadata[Self.sumKey] = nil
    file.metadata[Self.sumsKey] = tensors.map { $0.numbers.fingerprint.description }
      .joined(separator: " ")
    return [
      Self.sumsKey: file.metadata[Self.sumsKey] ?? "", Self.sumKey: file.tableSum.description,
    ]
  }

  /// The checksum of everything but the tensors' numbers.
  private var tableSum: Fingerprint {
    var sum = Fingerprint()
    for tensor in tensors {
      sum.add(text: tensor.name)
      sum.add(text: tensor.numbers.type.rawValue)
      sum.add(tensor.shape)
    }
    for (key, text) in metadata.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    where key != Self.sumKey {
      sum.add(text: key)
      sum.add(text: text)
    }
    return sum
  }

  /// Takes the checksums off, if there are any.
  ///
  /// - Throws: `damaged`, naming a tensor where it is one whose numbers are not what they were.
  mutating func removeCheckedSums() throws(ModelFileError.FormatFault) {
    guard let sum = metadata[Self.sumKey] else { return }
    // Byte by byte: to compare strings, a text with a heap of marks would be brought into order.
    guard sum.utf8.elementsEqual(tableSum.description.utf8),
      let sums = metadata[Self.sumsKey]
    else {
      throw .damaged(tensor: nil)
    }
    let found = sums.split(separator: " ")
    guard found.count == tensors.count else { throw .damaged(tensor: nil) }
    for (tensor, sum) in zip(tensors, found)
    where tensor.numbers.fingerprint.description != sum {
      throw .damaged(tensor: tensor.name)
    }
    metadata[Self.sumKey] = nil
    metadata[Self.sumsKey] = nil
  }
}

extension Safetensors.Numbers {
  /// Of the bytes that the numbers take in a file.
  fileprivate var fingerprint: Fingerprint {
    var sum = Fingerprint()
    switch self {
    case .single(let values): for value in values { sum.add(value.bitPattern) }
    case .double(let values): for value in values { sum.add(value.bitPattern) }
    }
    return sum
  }
}

extension Fingerprint {
  fileprivate mutating func add(text: String) { add(text.utf8, count: text.utf8.count) }
}
