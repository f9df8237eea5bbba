import Kernels

/// Writes text with a model, symbol by symbol: decoding at inference.
///
///     ŷ_t = softmax((V a_t + c) / temperature), a symbol is drawn from ŷ_t, and is x_{t+1}
///
/// Of a byte alphabet bytes are drawn so that they form UTF-8 as long as the model has such bytes. Use a
/// sampler from one task at a time.
public final class TextSampler {
  /// The model that writes.
  public let model: TextModel

  private let engine: Engine
  private let bytes: [UInt8?]

  /// Prepares a model for writing.
  public init(_ model: TextModel) {
    self.model = model
    // One row is too little to share.
    engine = Engine(model.network.configuration, threads: 1)
    let alphabet = model.alphabet
    bytes =
      alphabet.unit == .byte
      ? alphabet.symbols.indices.map { alphabet.byte(of: Int32($0)) } : []
    engine.load(model.network)
  }

  /// Writes on after a text, and hands on each symbol as it is drawn; of bytes, each whole scalar.
  ///
  /// - Parameters:
  ///   - beginning: what has been written so far; may be empty. It is not handed on.
  ///   - options: how symbols are drawn; ``SamplingOptions/maximumLength`` counts the new symbols.
  ///   - stream: where chance comes from.
  ///   - body: takes the text of each symbol.
  /// - Returns: whether the document has come to its end, and not only to its greatest length.
  /// - Throws: `DataError.unknownSymbol` when the beginning has a symbol that the model does not have,
  ///   before anything is written, and what `body` throws.
  /// - Complexity: for each symbol one multiply-add for each weight, and K exponentials.
  @discardableResult
  public func write(
    after beginning: String = "", _ options: SamplingOptions = SamplingOptions(),
    using stream: inout RandomStream, _ body: (String) throws -> Void
  ) throws -> Bool {
    let alphabet = model.alphabet
    var read: [Int32] = []
    if let stranger = alphabet.encode(beginning, into: &read) {
      throw DataError.unknownSymbol(
        stranger, unit: alphabet.unit, position: read.count + 1, word: beginning,
        alphabet: alphabet.symbols)
    }
    engine.beginSteps(rows: 1)
    engine.stepSymbols.block[0] = Alphabet.end
    engine.step(rows: 0..<1)
    for symbol in read {
      engine.stepSymbols.block[0] = symbol
      engine.step(rows: 0..<1)
    }
    var choice = SymbolChoice(
      options, symbols: alphabet.count, instructionSet: engine.instructionSet)
    var continuation = UTF8Continuation()
    var pending: [UInt8] = []
    var count = 0
    while count < max(options.maximumLength, 1) || !continuation.isAtBoundary {
      choice.read(engine.stepOutputs)
      exclude(from: choice, continuation)
      guard let symbol = choice.draw(using: &stream) else { return false }
      if symbol == Alphabet.end { return true }
      count += 1
      if bytes.isEmpty {
        try body(alphabet[symbol])
      } else if let byte = bytes[Int(symbol)] {
        continuation.advance(byte)
        pending.append(byte)
        if continuation.isAtBoundary {
          try body(String(decoding: pending, as: UTF8.self))
          pending.removeAll(keepingCapacity: true)
        }
      }
      engine.stepSymbols.block[0] = symbol
      engine.step(rows: 0..<1)
    }
    return false
  }

  /// Leaves out what cannot come next: bytes that would not be UTF-8, and the symbol for what is unknown.
  private func exclude(from choice: borrowing SymbolChoice, _ continuation: UTF8Continuation) {
    if let unknown = model.alphabet.unknown { choice.exclude(unknown) }
    guard !bytes.isEmpty else { return }
    if !continuation.isAtBoundary { choice.exclude(Alphabet.end) }
    for (symbol, byte) in bytes.enumerated() {
      if let byte, !continuation.allows(byte) { choice.exclude(Int32(symbol)) }
    }
  }
}
