import Kernels

/// Rows of an engine that write words side by side. A row whose word has ended takes up the next one
/// at once; where there is none, the rows close up.
///
/// The first rows of the range are at work. Any thread may advance them, one at a time; other threads
/// may advance other rows of the same engine meanwhile.
final class WordRows {
  /// A word that has come to its end.
  struct Written {
    let number: Int
    let text: String
    /// The stream after the word's last draw.
    let stream: RandomStream
  }

  private let engine: Engine
  private let rules: WordRules
  private let rows: Range<Int>
  /// The row that has read the end symbol and the prefix, with which every word begins.
  private let opening: Int
  private let stream: (Int) -> RandomStream
  private var choice: SymbolChoice
  /// The words at work, one for each row from the first one on.
  private var drafts: [WordDraft] = []
  /// The number of the next word, and the distance to the one after it.
  private var next: Int
  private let stride: Int
  private var written: [Written] = []

  /// Prepares rows for the words `first`, `first + stride` and so on.
  ///
  /// - Parameter stream: where each word's chance comes from.
  init(
    _ engine: Engine, _ rules: WordRules, rows: Range<Int>, opening: Int, first: Int, stride: Int,
    stream: @escaping (Int) -> RandomStream
  ) {
    self.engine = engine
    self.rules = rules
    self.rows = rows
    self.opening = opening
    self.stream = stream
    self.stride = stride
    next = first
    choice = SymbolChoice(
      rules.options, symbols: rules.alphabet.count, instructionSet: engine.instructionSet)
  }

  /// Takes up to so many time steps with all rows, on words with numbers under `limit`.
  func advance(steps: Int, limit: Int) {
    while drafts.count < rows.count, let draft = begin(row: row(drafts.count), limit: limit) {
      drafts.append(draft)
    }
    for _ in 0..<steps where !drafts.isEmpty {
      engine.step(rows: rows.lowerBound..<row(drafts.count))
      // Last to first, so that a row that closes a gap has taken its step.
      for place in drafts.indices.reversed() { extend(place, limit: limit) }
    }
  }

  /// Hands out the words that have ended since the last call.
  func takeWritten(_ body: (Written) -> Void) {
    for word in written { body(word) }
    written.removeAll(keepingCapacity: true)
  }

  private func row(_ place: Int) -> Int { rows.lowerBound + place }

  /// Draws the next symbol of a word, or puts another word in its place.
  private func extend(_ place: Int, limit: Int) {
    let row = row(place)
    let logits = engine.stepOutputs.rows(row..<row + 1)
    if let symbol = drafts[place].extend(rules, logits, &choice) {
      engine.stepSymbols.block[row] = symbol
      return
    }
    finish(drafts[place])
    if let draft = begin(row: row, limit: limit) {
      drafts[place] = draft
      return
    }
    let last = drafts.count - 1
    if place < last {
      engine.copyStepState(of: self.row(last), to: row)
      engine.stepSymbols.block[row] = engine.stepSymbols.block[self.row(last)]
      drafts.swapAt(place, last)
    }
    drafts.removeLast()
  }

  /// Begins the next word that has something to read, in a row; nil when there is none.
  private func begin(row: Int, limit: Int) -> WordDraft? {
    let logits = engine.stepOutputs.rows(opening..<opening + 1)
    while next < limit {
      var draft = WordDraft(number: next, rules, stream: stream(next))
      next += stride
      if let symbol = draft.extend(rules, logits, &choice) {
        engine.copyStepState(of: opening, to: row)
        engine.stepSymbols.block[row] = symbol
        return draft
      }
      finish(draft)
    }
    return nil
  }

  private func finish(_ draft: WordDraft) {
    written.append(
      Written(number: draft.number, text: draft.text(rules), stream: draft.stream))
  }
}
