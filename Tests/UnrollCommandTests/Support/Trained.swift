import Testing

/// A small model, trained in a moment.
enum Trained {
  /// Words enough to split.
  static let words = [
    "anna", "bob", "carla", "dave", "emma", "fred", "gina", "hans", "ida", "jon", "karl", "lena",
  ]

  /// A folder with `words.txt` and, trained on it, `words-model`.
  static func folder(_ options: String...) throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(words.joined(separator: "\n") + "\n", to: "words.txt")
    let outcome = try unroll.run(train(options))
    #expect(outcome.code == 0, "\(outcome.error)")
    return unroll
  }

  /// The arguments of a short run on `words.txt`.
  static func train(_ options: [String]) -> [String] {
    ["train", "words.txt", "--hidden", "8", "--epochs", "2", "--batch", "4", "--quiet"] + options
  }
}
