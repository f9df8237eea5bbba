/// Words to learn from and words to be judged by.
public struct WordSplit: Sendable, Equatable {
  /// The words to learn from, in their given order.
  public let training: [String]

  /// The words to be judged by, in their given order; empty without validation.
  public let validation: [String]

  /// Splits `words` at random; equal words all go to one side.
  ///
  /// The split depends on the words, the fraction and the numbers that the generator draws, and not
  /// on the platform or the release of Swift.
  ///
  /// - Parameters:
  ///   - words: The words, perhaps with repeats.
  ///   - validationFraction: The share of the different words that go to validation, rounded to the
  ///     nearest count. Above 0, at least one goes to each side, if there are two.
  ///   - generator: Where chance comes from.
  /// - Precondition: `validationFraction` is in `0..<1`.
  public init(
    _ words: [String], validationFraction: Double,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      (0..<1).contains(validationFraction),
      "The validation fraction is \(validationFraction); it must be at least 0 and below 1.")
    var seen: Set<String> = []
    var different = words.filter { seen.insert($0).inserted }
    guard validationFraction > 0, different.count > 1 else {
      self.init(training: words, validation: [])
      return
    }
    different.shuffleReproducibly(using: &generator)
    let wanted = (Double(different.count) * validationFraction).rounded()
    let chosen = Set(different.prefix(min(max(Int(wanted), 1), different.count - 1)))
    self.init(
      training: words.filter { !chosen.contains($0) },
      validation: words.filter { chosen.contains($0) })
  }

  /// Takes two lists as they are: the words of a training file and of a validation file.
  ///
  /// Words on both sides stay there; `overlap` tells how many they are.
  public init(training: [String], validation: [String]) {
    self.training = training
    self.validation = validation
  }

  /// How many of the validation words are also training words: 0 after a random split.
  ///
  /// They make the validation loss look better than it is. Linear time.
  public var overlap: Int {
    let known = Set(training)
    return validation.count { known.contains($0) }
  }
}
