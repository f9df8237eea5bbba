import Kernels

/// One of the parts into which a piece of work is cut, with memory that only it uses.
struct Part {
  let index: Int
  let count: Int
  let scratch: Scratch

  /// The part's range of 0 ..< `size`, in whole groups of `unit`.
  func range(_ size: Int, multipleOf unit: Int = 1) -> Range<Int> {
    Share.range(size, part: index, of: count, multipleOf: unit)
  }
}

/// How work is divided into parts.
enum Share {
  /// Part `part` of `parts` of 0 ..< `count`, in whole groups of `multipleOf`.
  static func range(
    _ count: Int, part: Int, of parts: Int, multipleOf unit: Int = 1
  ) -> Range<Int> {
    let groups = (count + unit - 1) / unit
    let lower = groups * part / parts * unit
    let upper = groups * (part + 1) / parts * unit
    return min(lower, count)..<min(upper, count)
  }

  /// Cuts rows, sorted by falling length, into `parts` ranges of about equally many time steps.
  static func rows(lengths: [Int], parts: Int, into ranges: inout [Range<Int>]) {
    let total = lengths.reduce(0, +)
    ranges.removeAll(keepingCapacity: true)
    var start = 0
    var done = 0
    for part in 1...max(parts, 1) {
      var end = start
      while end < lengths.count && (part == parts || done * parts < total * part) {
        done += lengths[end]
        end += 1
      }
      ranges.append(start..<end)
      start = end
    }
  }
}
