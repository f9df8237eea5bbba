/// Writes words with a model, symbol by symbol: decoding at inference.
///
///     ŷ_t = softmax((V a_t + c) / temperature), a symbol is drawn from ŷ_t, and is x_{t+1}
///
/// Words are always valid Unicode: a byte alphabet's bytes are drawn so that they form UTF-8. A
/// word is never empty. A network whose outputs overflow, so that no symbol is possible, ends the
/// word there, if need be before its first symbol. Use a sampler from one task at a time.
public final class WordSampler {
  /// The model that writes.
  public let model: WordModel

  private let engine: Engine
  private let rowsOfThread: Int
  private let bytes: [UInt8?]
  private var isWriting = false

  /// Prepares a model for writing.
  ///
  /// - Parameters:
  ///   - model: the model of words.
  ///   - threads: how many threads share the work of many words, the calling one included; nil
  ///     for as many as there are processors. The words do not depend on it.
  public convenience init(_ model: WordModel, threads: Int? = nil) {
    self.init(model, engine: Engine(model.network.configuration, threads: threads))
  }

  /// Prepares a model for writing with an engine that nobody else uses.
  init(_ model: WordModel, engine: Engine, rowsOfThread: Int = WordBatch.rowsOfThread) {
    self.model = model
    self.engine = engine
    self.rowsOfThread = rowsOfThread
    let alphabet = model.alphabet
    bytes =
      alphabet.unit == .byte
      ? alphabet.symbols.indices.map { alphabet.byte(of: Int32($0)) } : []
    engine.load(model.network)
  }

  /// Writes a word that begins with `prefix`.
  ///
  /// - Parameters:
  ///   - prefix: how the word begins; may be empty.
  ///   - options: how symbols are drawn.
  ///   - stream: where chance comes from.
  /// - Throws: `DataError.unknownSymbol` when the prefix has a symbol that the model never saw.
  /// - Complexity: for each symbol one multiply-add for each weight, and K exponentials.
  public func word(
    beginning prefix: String = "", _ options: SamplingOptions = SamplingOptions(),
    using stream: inout RandomStream
  ) throws(DataError) -> String {
    let rules = try WordRules(model.alphabet, bytes: bytes, beginning: prefix, options)
    let start = stream
    var text = ""
    write(rules, count: 1, stream: { _ in start }) { word in
      text = word.text
      stream = word.stream
    }
    return text
  }

  /// Writes many words that begin with `prefix`, and hands them on in order.
  ///
  /// Word n is what ``word(beginning:_:using:)`` writes with the stream
  /// `RandomStream(seed: seed, purpose: .sampling, index: firstIndex &+ n)`, to the last bit, but many
  /// words are written side by side. What is held at a time does not grow with their number.
  ///
  /// - Parameters:
  ///   - count: how many words; none when it is below 1.
  ///   - firstIndex: the index of the first word's stream.
  ///   - prefix: how the words begin; may be empty.
  ///   - options: how symbols are drawn.
  ///   - seed: the seed of chance.
  ///   - body: takes each word; it must not use this sampler. No words follow when it throws.
  /// - Throws: `DataError.unknownSymbol` when the prefix has a symbol that the model never saw, before
  ///   any word is written, and what `body` throws.
  public func words(
    count: Int, firstIndex: UInt64 = 0, beginning prefix: String = "",
    _ options: SamplingOptions = SamplingOptions(), seed: UInt64, _ body: (String) throws -> Void
  ) throws {
    let rules = try WordRules(model.alphabet, bytes: bytes, beginning: prefix, options)
    try write(
      rules, count: count,
      stream: {
        RandomStream(seed: seed, purpose: .sampling, index: firstIndex &+ UInt64($0))
      }, { try body($0.text) })
  }

  private func write(
    _ rules: WordRules, count: Int, stream: @escaping (Int) -> RandomStream,
    _ body: (WordRows.Written) throws -> Void
  ) rethrows {
    guard count > 0 else { return }
    precondition(!isWriting, "a sampler that is asked for words while it hands on others")
    isWriting = true
    defer { isWriting = false }
    var batch = WordBatch(
      engine, rules, count: count, rowsOfThread: rowsOfThread, stream: stream)
    try batch.write(body)
  }
}
