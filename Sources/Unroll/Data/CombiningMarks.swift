/// A bound on accents and other marks that pile up on one character.
///
/// To compare strings by canonical equivalence, Swift sorts the marks that follow a letter, in time
/// quadratic in their number. No writing system needs more than a few, and Unicode's stream-safe
/// format allows 30 (Unicode Standard Annex 15); a hostile file may bring millions.
enum CombiningMarks {
  /// The most marks in a row.
  static let limit = 128

  /// Returns whether `text` has more marks in a row than `limit`. Linear time.
  static func exceedLimit(in text: String) -> Bool {
    // A mark has two bytes at least: nearly every text is done here.
    guard text.utf8.count > 2 * limit else { return false }
    var count = 0
    for scalar in text.unicodeScalars {
      let isMark = !scalar.isASCII && scalar.properties.canonicalCombiningClass != .notReordered
      count = isMark ? count + 1 : 0
      if count > limit { return true }
    }
    return false
  }
}
