/// Fills missing values of columns.
struct GapFiller {
  let method: Series.Missing
  /// Rows before the first value, the most of all columns so far.
  private(set) var leading = 0

  init(_ method: Series.Missing) { self.method = method }

  /// The column without gaps; nil where gaps are refused or there is no value at all. What stands before the
  /// first value is not to be used.
  mutating func fill(_ column: ArraySlice<Double>) -> [Double]? {
    var values = Array(column)
    guard values.contains(where: \.isNaN) else { return values }
    guard method != .refuse, let first = values.firstIndex(where: { !$0.isNaN }) else { return nil }
    leading = max(leading, first)
    var row = first + 1
    while row < values.count {
      guard values[row].isNaN else {
        row += 1
        continue
      }
      let next = values[row...].firstIndex { !$0.isNaN } ?? values.count
      let before = values[row - 1]
      let rise = method == .linear && next < values.count ? values[next] - before : 0
      for gap in row..<next {
        values[gap] = before + rise * Double(gap - row + 1) / Double(next - row + 1)
      }
      row = next
    }
    return values
  }
}
