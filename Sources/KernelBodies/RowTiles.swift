// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

/// Rows cut into register tiles of at most `limit` rows and about the same height: a tile of one or two
/// rows would have too few sums in flight to hide the latency of the multiply-adds.
@usableFromInline
struct RowTiles {
  @usableFromInline let count: Int
  @usableFromInline let first: Int
  @usableFromInline let height: Int
  /// So many tiles at the beginning have one row more.
  @usableFromInline let taller: Int

  @inlinable @inline(__always)
  init(_ rows: Range<Int>, limit: Int) {
    count = (rows.count &+ limit &- 1) / limit
    first = rows.lowerBound
    height = rows.count / max(count, 1)
    taller = rows.count &- height &* count
  }

  /// The rows of a tile.
  @inlinable @inline(__always)
  func rows(_ tile: Int) -> Range<Int> {
    let start = first &+ tile &* height &+ min(tile, taller)
    return start..<start &+ height &+ (tile < taller ? 1 : 0)
  }
}
