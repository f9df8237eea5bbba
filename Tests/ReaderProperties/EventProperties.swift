import Unroll

// Events in JSON.

extension Reader {
  func checkEvents(_ bytes: [UInt8]) throws(Violation) {
    let file: EventFile
    do {
      file = try EventFile(bytes: bytes, source: "fuzz")
    } catch {
      return try checkError(error, in: bytes)
    }
    for (name, set) in file.splits {
      try require(name.utf8.count <= 1000, "a name of \(name.utf8.count) bytes")
      try require(!set.sequences.contains([]), "a sequence without steps")
      let indices = set.sequences.joined().joined()
      try require(indices.allSatisfy { (0...9_999).contains($0) }, "an index beyond the largest")
      try require(
        set.sequences.joined().allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } },
        "indices out of order")
      let size = set.sequences.reduce(0) { $0 + $1.count + $1.reduce(0) { $0 + $1.count } }
      try require(size <= bytes.count, "more indices and steps than bytes")
      guard !set.sequences.isEmpty else { continue }
      // An array's own text is the format's.
      let text = "\(set.sequences)"
      do {
        let again = try EventFile(bytes: Array(text.utf8), source: "fuzz")
        try require(again.splits[""]?.sequences == set.sequences, "events do not come back")
      } catch let error as Violation {
        throw error
      } catch {
        throw Violation("what was written cannot be read: \(error)")
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(EventError) {
      _ = try EventFile.sequence(text, source: "fuzz", allowed: 3...60)
    } catch {
      try checkError(error, in: Array(text.utf8))
    }
  }
}
