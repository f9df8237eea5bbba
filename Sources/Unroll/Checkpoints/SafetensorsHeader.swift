/// What the header of a safetensors file states, not yet compared with the data behind it.
struct SafetensorsHeader {
  var metadata: [String: String] = [:]
  var entries: [Entry] = []

  /// What the header states of one tensor. Offsets count from the end of the header.
  struct Entry {
    let name: String
    let type: TensorType
    let shape: [Int]
    let start: Int
    let end: Int
  }

  /// The entries in the order of their data, once they are known to cover the data exactly.
  ///
  /// The header may name the tensors in any order. A tensor without elements takes no bytes and
  /// may stand between any two others; entries at the same place keep the header's order.
  func entriesInDataOrder(dataSize: Int) throws(ModelFileError.FormatFault) -> [Entry] {
    let order = entries.indices.sorted {
      (entries[$0].start, entries[$0].end, $0) < (entries[$1].start, entries[$1].end, $1)
    }
    var result: [Entry] = []
    result.reserveCapacity(entries.count)
    var covered = 0
    for index in order {
      let entry = entries[index]
      try entry.check(dataSize: dataSize)
      if entry.start < covered, let previous = result.last {
        throw .overlap(tensor: entry.name, other: previous.name)
      }
      guard entry.start == covered else {
        throw .gap(tensor: entry.name, bytes: entry.start - covered)
      }
      covered = entry.end
      result.append(entry)
    }
    guard covered == dataSize else { throw .trailingBytes(dataSize - covered) }
    return result
  }
}

extension SafetensorsHeader.Entry {
  /// Checks what can be checked of one tensor alone: its offsets, and its size.
  fileprivate func check(dataSize: Int) throws(ModelFileError.FormatFault) {
    guard start <= end else { throw .offsetsReversed(tensor: name, start: start, end: end) }
    guard end <= dataSize else {
      throw .dataCutShort(tensor: name, end: end, available: dataSize)
    }
    let needed = try byteCount()
    guard needed == end - start else {
      throw .sizeMismatch(
        tensor: name, shape: shape, type: type.rawValue, needed: needed, found: end - start)
    }
  }

  /// The bytes that the shape needs.
  ///
  /// The sizes that are not 0 must have a product within `Int` even beside a 0, so that whoever
  /// multiplies them later, in whatever order, cannot overflow.
  private func byteCount() throws(ModelFileError.FormatFault) -> Int {
    var product = type.width
    for size in shape where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .shapeTooLarge(tensor: name, shape: shape) }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}
