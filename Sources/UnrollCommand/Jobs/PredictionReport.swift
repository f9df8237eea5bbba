import Foundation
import Unroll

/// How well a model predicts: `evaluate` of words and of texts.
struct PredictionReport: Encodable {
  let loss: Double
  let bitsPerSymbol: Double
  let perplexity: Double
  let symbols: Int
  /// How many words, of a list of words.
  var words: Int?
  /// How many documents, of a text.
  var documents: Int?
  /// Symbols of a text that the model does not have.
  var unknown: Int?

  init(_ loss: Loss) {
    self.loss = loss.mean
    bitsPerSymbol = loss.mean / log(2)
    perplexity = exp(loss.mean)
    symbols = loss.count
  }

  func show() {
    if let words { Output.result("words            \(Format.count(words))") }
    if let documents { Output.result("documents        \(Format.count(documents))") }
    let ends = words == nil ? "documents" : "words"
    Output.result("symbols          \(Format.count(symbols)), ends of \(ends) included")
    if let unknown, unknown > 0 {
      Output.result("unknown          \(Format.count(unknown)), read as one symbol")
    }
    Output.result("loss             \(Format.loss(loss)) nats a symbol")
    Output.result("bits per symbol  \(Format.decimal(bitsPerSymbol, 4))")
    Output.result("perplexity       \(Format.decimal(perplexity, 3))")
  }
}
