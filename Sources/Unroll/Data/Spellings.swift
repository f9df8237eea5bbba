/// The spellings of the words of a ``Dataset``: which one each time step has, and the characters of
/// each.
///
/// Equal words should share one spelling: each different spelling of a batch is read once, however
/// often it occurs.
public struct Spellings: Sendable, Equatable {
  /// The spelling of each time step, an index into the words that the table was made of.
  public let steps: [Int32]
  /// The characters of each word, as sequences of their own.
  let words: Words

  /// How many different characters there are.
  public let characters: Int
  /// The number of different spellings.
  public var count: Int { words.data.count }

  /// A class, because a data set can't hold another one in place.
  final class Words: Sendable, Equatable {
    let data: Dataset

    init(_ data: Dataset) { self.data = data }

    static func == (left: Words, right: Words) -> Bool { left.data == right.data }
  }

  /// Creates spellings.
  ///
  /// - Parameters:
  ///   - steps: the spelling of each time step of a data set.
  ///   - words: the characters of each spelling, each in 0 ..< `characters`.
  ///   - characters: the number of different characters.
  /// - Throws: ``DatasetError`` when a spelling is empty, a character is out of range or a step names a
  ///   spelling that there is not.
  public init(steps: [Int32], words: [[Int32]], characters: Int) throws(DatasetError) {
    if let index = words.firstIndex(where: \.isEmpty) { throw .emptySpelling(index: index) }
    if let step = steps.firstIndex(where: { $0 < 0 || Int($0) >= words.count }) {
      throw .symbolOutOfRange(
        track: "spellings", step: step, symbol: Int(steps[step]), count: words.count)
    }
    for word in words {
      if let place = word.firstIndex(where: { $0 < 0 || Int($0) >= characters }) {
        throw .symbolOutOfRange(
          track: "characters", step: place, symbol: Int(word[place]), count: characters)
      }
    }
    self.init(checkedSteps: steps, words: words, characters: characters)
  }

  /// Creates spellings that are known to be sound.
  init(checkedSteps steps: [Int32], words: [[Int32]], characters: Int) {
    self.steps = steps
    self.characters = characters
    self.words = Words(
      Dataset(
        checkedInputs: .symbols(words.flatMap { $0 }, count: characters),
        targets: .symbols([Int32](repeating: 0, count: words.count), count: 1),
        lengths: words.map(\.count), predicting: .last))
  }
}
