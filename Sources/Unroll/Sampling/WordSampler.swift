import Kernels

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
  private var logits: [Float] = []
  private var symbol = IndexBuffer()

  /// Prepares a model for writing.
  public init(_ model: WordModel) {
    self.model = model
    engine = Engine(model.network.configuration, threads: 1)
    engine.load(model.network)
    symbol.resize(1)
  }

  /// Writes a word that begins with `prefix`.
  ///
  /// - Parameters:
  ///   - prefix: how the word begins; may be empty.
  ///   - options: how symbols are drawn.
  ///   - stream: where chance comes from.
  /// - Throws: `DataError.unknownSymbol` when the prefix has a symbol that the model never saw.
  /// - Complexity: H (H + K) multiply-adds and a sort of K candidates for each symbol.
  public func word(
    beginning prefix: String = "", _ options: SamplingOptions = SamplingOptions(),
    using stream: inout RandomStream
  ) throws(DataError) -> String {
    var written = try model.alphabet.encode(prefix)
    let choice = SymbolChoice(options: options)
    var bytes = UTF8Continuation()
    restart()
    advance(Alphabet.end)
    for symbol in written {
      advance(symbol)
      if let byte = model.alphabet.byte(of: symbol) { bytes.advance(byte) }
    }
    // The symbols up to the last whole scalar; only a byte alphabet ever has more.
    var whole = written.count
    while written.count < max(options.maximumLength, 1) || !bytes.isAtBoundary {
      let mayEnd = !written.isEmpty && bytes.isAtBoundary
      let drawn = choice.draw(
        logits, allowed: { allows($0, bytes, mayEnd: mayEnd) },
        using: &stream)
      guard let next = drawn, next != Alphabet.end else { break }
      written.append(next)
      if let byte = model.alphabet.byte(of: next) { bytes.advance(byte) }
      if bytes.isAtBoundary { whole = written.count }
      advance(next)
    }
    return model.alphabet.decode(written.prefix(whole))
  }

  /// Whether a symbol may come next.
  private func allows(_ symbol: Int32, _ bytes: UTF8Continuation, mayEnd: Bool) -> Bool {
    if symbol == Alphabet.end { return mayEnd }
    guard let byte = model.alphabet.byte(of: symbol) else { return true }
    return bytes.allows(byte)
  }

  private func restart() { engine.beginSteps(rows: 1) }

  /// Reads one symbol: the next state, and the logits of what may follow.
  private func advance(_ next: Int32) {
    symbol.block[0] = next
    logits = engine.step(symbols: symbol.block).row(0)
  }
}
