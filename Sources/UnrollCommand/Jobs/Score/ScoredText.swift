import Unroll

/// A symbol of a text and what a model made of it.
struct ScoredSymbol {
  /// The symbol, empty for the end of a document.
  let text: String
  let logProbability: Double
  let line: Int
  let column: Int
}

/// Puts the scores of a text's symbols into lines as they come, and keeps count.
struct ScoredText {
  private let alphabet: Alphabet
  private let stream: SymbolStream
  /// Bytes of a symbol that is one, to be shown whole.
  private var line: [ScoredSymbol] = []
  private var lineNumber = 1
  private var column = 1
  /// The most surprising symbols so far, the most surprising first.
  private(set) var surprises: [ScoredSymbol] = []
  private(set) var sum = 0.0
  private(set) var count = 0

  private static let surprisesKept = 10

  init(_ alphabet: Alphabet, _ stream: SymbolStream) {
    self.alphabet = alphabet
    self.stream = stream
  }

  /// Takes in scores in order, and hands on each line that is whole.
  mutating func add(
    _ stretch: TextScorer.Stretch, _ body: ([ScoredSymbol]) throws -> Void
  ) rethrows {
    for (offset, score) in stretch.logProbabilities.enumerated() {
      let symbol = alphabet[stream[stretch.place + offset]]
      let scored = ScoredSymbol(
        text: symbol, logProbability: Double(score), line: lineNumber, column: column)
      line.append(scored)
      sum += Double(score)
      count += 1
      column += 1
      keep(scored)
      guard symbol.isEmpty || symbol.last?.isNewline == true else { continue }
      try finishLine(body)
    }
  }

  /// Hands on what is left of the last line.
  mutating func finishLine(_ body: ([ScoredSymbol]) throws -> Void) rethrows {
    guard !line.isEmpty else { return }
    try body(line)
    line.removeAll(keepingCapacity: true)
    lineNumber += 1
    column = 1
  }

  private mutating func keep(_ symbol: ScoredSymbol) {
    if surprises.count == ScoredText.surprisesKept,
      let last = surprises.last, last.logProbability <= symbol.logProbability
    {
      return
    }
    let place =
      surprises.firstIndex { $0.logProbability > symbol.logProbability } ?? surprises.endIndex
    surprises.insert(symbol, at: place)
    if surprises.count > ScoredText.surprisesKept { surprises.removeLast() }
  }
}

/// Shows scored lines to people.
struct ScoreView {
  let unit: SymbolUnit
  let usesColour: Bool

  /// A line's mean, its number, and its symbols, coloured by how surprising each is.
  func text(_ line: [ScoredSymbol]) -> String {
    let sum = line.reduce(0) { $0 + $1.logProbability }
    let mean = Format.decimal(-sum / Double(max(line.count, 1)), 3)
    let number = "\(line.first?.line ?? 0)"
    let label =
      String(repeating: " ", count: max(6 - number.count, 0)) + number
      + String(repeating: " ", count: max(8 - mean.count, 1)) + mean
    return label + "  " + symbols(line)
  }

  private func symbols(_ line: [ScoredSymbol]) -> String {
    var result = ""
    var colour: Int?
    for symbol in line {
      let wanted = ScoreView.colour(symbol.logProbability)
      if usesColour && wanted != colour {
        result += wanted.map { "\u{1B}[0;\($0)m" } ?? "\u{1B}[0m"
        colour = wanted
      }
      result += shown(symbol.text)
    }
    return usesColour && colour != nil ? result + "\u{1B}[0m" : result
  }

  /// A symbol on one line: breaks of lines are taken away, what would steer a terminal is shown by codes.
  private func shown(_ symbol: String) -> String {
    if symbol.isEmpty { return "(end)" }
    if symbol.last?.isNewline == true { return "" }
    return unit == .byte
      ? Format.symbol(symbol, unit: unit).replacing("space", with: " ")
      : Format.printable(symbol)
  }

  /// The terminal's code of a surprise: none where the symbol had more than a quarter of the probability,
  /// then yellow, red, and red turned round below a hundredth and a ten-thousandth.
  private static func colour(_ logProbability: Double) -> Int? {
    switch logProbability {
    case (-1.3863)...: nil
    case (-4.6052)...: 33
    case (-9.2103)...: 31
    default: 41
    }
  }
}
