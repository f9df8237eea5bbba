extension Array<Int> {
  /// Sorts in place without memory of its own, which the standard library's sort takes: a batch is sorted
  /// before each training step (Williams, 1964, Algorithm 232). Takes n log n comparisons; equal elements
  /// may change places.
  mutating func heapSort(by precedes: (Int, Int) -> Bool) {
    for root in (0..<count / 2).reversed() { sift(root, count, precedes) }
    for end in indices.dropFirst().reversed() {
      swapAt(0, end)
      sift(0, end, precedes)
    }
  }

  /// Moves an element down the heap of the first `end` until none below comes after it.
  private mutating func sift(_ start: Int, _ end: Int, _ precedes: (Int, Int) -> Bool) {
    var root = start
    while 2 * root + 1 < end {
      var child = 2 * root + 1
      if child + 1 < end && precedes(self[child], self[child + 1]) { child += 1 }
      guard precedes(self[root], self[child]) else { return }
      swapAt(root, child)
      root = child
    }
  }
}
