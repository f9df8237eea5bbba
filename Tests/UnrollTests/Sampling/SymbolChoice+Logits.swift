import Kernels

@testable import Unroll

extension SymbolChoice {
  /// The symbol to follow logits in an array, among those that are allowed.
  mutating func draw(
    _ logits: [Float], allowed: (Int32) -> Bool = { _ in true }, using stream: inout RandomStream
  ) -> Int32? {
    let row = Matrix(rows: 1, columns: logits.count)
    row.block.copy(from: logits)
    read(row.block)
    for symbol in logits.indices.map(Int32.init) where !allowed(symbol) { exclude(symbol) }
    return draw(using: &stream)
  }
}
