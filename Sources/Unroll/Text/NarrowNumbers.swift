/// Whole numbers side by side, each in one byte, or in two or four once one of them needs it.
///
/// A text takes a byte for each symbol so, and a file of a gigabyte no more than that.
struct NarrowNumbers: Sendable, Equatable {
  private var bytes: [UInt8] = []
  private var pairs: [UInt16] = []
  private var quads: [UInt32] = []
  /// Bytes of each number: 1, 2 or 4. The arrays of the other two widths are empty.
  private(set) var width = 1

  var count: Int { bytes.count + pairs.count + quads.count }

  /// Bytes that the numbers take.
  var size: Int { count * width }

  subscript(place: Int) -> UInt32 {
    switch width {
    case 1: UInt32(bytes[place])
    case 2: UInt32(pairs[place])
    default: quads[place]
    }
  }

  /// Appends a number. All before it are widened at most twice in the life of the list.
  @inline(__always)
  mutating func append(_ number: UInt32) {
    if width == 1, number <= UInt8.max { return bytes.append(UInt8(number)) }
    appendWide(number)
  }

  @inline(never)
  private mutating func appendWide(_ number: UInt32) {
    if width == 1 {
      pairs = bytes.map(UInt16.init)
      bytes = []
      width = 2
    }
    if width == 2, number > UInt16.max {
      quads = pairs.map(UInt32.init)
      pairs = []
      width = 4
    }
    if width == 2 { pairs.append(UInt16(number)) } else { quads.append(number) }
  }

  mutating func removeAll(keepingCapacity: Bool) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    pairs.removeAll(keepingCapacity: keepingCapacity)
    quads.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Puts `symbols[number]` in the place of each number.
  ///
  /// - Returns: the symbols as bytes if none is above 255, otherwise as pairs of bytes, which they have
  ///   to go into. Where the width stays, they take the place of the numbers in memory.
  consuming func mapped(to symbols: [Int32], areBytes: Bool) -> (bytes: [UInt8], pairs: [UInt16]) {
    if areBytes {
      if width == 1 {
        for place in bytes.indices { bytes[place] = UInt8(symbols[Int(bytes[place])]) }
        return (bytes, [])
      }
      return ((0..<count).map { UInt8(symbols[Int(self[$0])]) }, [])
    }
    if width == 2 {
      for place in pairs.indices { pairs[place] = UInt16(symbols[Int(pairs[place])]) }
      return ([], pairs)
    }
    return ([], (0..<count).map { UInt16(symbols[Int(self[$0])]) })
  }
}
