import Kernels

/// Words that are written side by side, on several threads where that pays, and handed on in order.
///
/// Word n is the same whatever is written beside it: it has its own stream, and an engine's rows do not
/// depend on each other. No more than a window of words is held at any time.
struct WordBatch {
  private let engine: Engine
  private let count: Int
  private let groups: [WordRows]
  private let stepsOfRun: Int
  /// Words that have ended before others that come first: word n at place n modulo the window.
  private var ready: [WordRows.Written?]
  private var nextToHandOn = 0

  /// Rows of a thread: tiles of products are full and still fit into the caches with the weights.
  static let rowsOfThread = 30
  /// Words of a window for each row: enough for rows to go on while one writes a long word.
  private static let windowOfRow = 64
  /// Symbols of all rows' words at most, unless one word has more.
  private static let heldSymbols = 1 << 24
  /// The symbols that a word is taken to have, to judge whether sharing its work pays.
  private static let usualLength = 8
  /// Multiply-adds of a thread between two looks at what has been written.
  private static let workOfRun = 20_000_000

  /// How many threads and rows share the words, one of each at least.
  struct Division {
    let threads: Int
    let rows: Int

    /// Divides `count` words of up to `longest` symbols.
    init(
      _ engine: Engine, count: Int, longest: Int, rowsOfThread: Int = WordBatch.rowsOfThread
    ) {
      let most = max(
        min(count, engine.threads * rowsOfThread, WordBatch.heldSymbols / max(longest, 1)), 1)
      let (work, overflow) = engine.multipliedWeights.multipliedReportingOverflow(
        by: most * WordBatch.usualLength)
      let isShared = overflow || work >= engine.smallestSharedWork
      threads = isShared ? min(engine.threads, most) : 1
      rows = min(most, threads * rowsOfThread)
    }
  }

  /// Reads the prefix, once for all words.
  ///
  /// - Parameter stream: where each word's chance comes from.
  init(
    _ engine: Engine, _ rules: WordRules, count: Int, rowsOfThread: Int,
    stream: @escaping (Int) -> RandomStream
  ) {
    let division = Division(
      engine, count: count, longest: rules.options.maximumLength, rowsOfThread: rowsOfThread)
    let (threads, rows) = (division.threads, division.rows)
    engine.beginSteps(rows: rows + 1)
    for symbol in [Alphabet.end] + rules.prefix {
      engine.stepSymbols.block[rows] = symbol
      engine.step(rows: rows..<rows + 1)
    }
    self.engine = engine
    self.count = count
    groups = (0..<threads).map { thread in
      WordRows(
        engine, rules, rows: Share.range(rows, part: thread, of: threads), opening: rows,
        first: thread, stride: threads, stream: stream)
    }
    let rowsOfGroup = (rows + threads - 1) / threads
    stepsOfRun = max(WordBatch.workOfRun / rowsOfGroup / max(engine.multipliedWeights, 1), 1)
    ready = [WordRows.Written?](repeating: nil, count: rows * WordBatch.windowOfRow)
  }

  /// Writes all words and hands them on in order.
  mutating func write(_ body: (WordRows.Written) throws -> Void) rethrows {
    while nextToHandOn < count {
      let limit = min(nextToHandOn + ready.count, count)
      let (groups, steps) = (groups, stepsOfRun)
      engine.team.run(parts: groups.count) { groups[$0].advance(steps: steps, limit: limit) }
      for group in groups {
        group.takeWritten { ready[$0.number % ready.count] = $0 }
      }
      while let word = ready[nextToHandOn % ready.count] {
        ready[nextToHandOn % ready.count] = nil
        nextToHandOn += 1
        try body(word)
      }
    }
  }
}
