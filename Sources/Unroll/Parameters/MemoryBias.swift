#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How the biases of those gates start that decide how long a cell remembers.
///
/// A gate that keeps the share σ(b) of the state at each step remembers for about 1 + exp(b) steps:
/// two at b = 0, four at b = 1. Signs are those of remembering: where a larger gate forgets faster,
/// as in the minimal gated recurrent unit, the bias is negated.
///
/// | cell | gates | when nothing is chosen |
/// | --- | --- | --- |
/// | lstm | f, and for chrono i | b_f = 1 |
/// | gru | z | 0 |
/// | mingru | z, negated | 0 |
/// | minlstm | f, and for chrono i | b_f = 1 |
///
/// Cells with a forget gate of its own start with it rather open (Gers, Schmidhuber and Cummins,
/// 2000, doi:10.1162/089976600300015015; Jozefowicz, Zaremba and Sutskever, 2015, ICML; Feng et
/// al., 2024, arXiv:2410.01201, for the minimal cell). Where one gate both keeps and takes in, a
/// bias would shut out the input by as much, and the papers of these cells have none.
public enum MemoryBias: Sendable, Codable, Equatable {
  /// The same number for all neurons, on the main gate alone.
  case plain(Float)
  /// Memories of all lengths up to `longest` time steps: for each neuron
  ///
  ///     b_f = log u, u uniform on [1, longest - 1]        b_i = -b_f
  ///
  /// (Tallec and Ollivier, 2018, arXiv:1804.11188, where `longest` is T_max). A cell with one gate
  /// for both has b_f alone. `longest` is 2 or more.
  case chrono(longest: Int)

  /// Sets the biases of one layer's gates.
  func fill(
    _ slice: ParameterTable.Slice, of values: inout [Float], gates: [(gate: Int, sign: Float)],
    using stream: inout RandomStream
  ) {
    switch self {
    case .plain(let bias):
      guard let main = gates.first, bias != 0 else { return }
      for i in slice.range(gate: main.gate) { values[i] = main.sign * bias }
    case .chrono(let longest):
      for neuron in 0..<slice.count / slice.gates {
        let bias = Float(log(1 + (Double(longest) - 2) * stream.uniform()))
        for (gate, sign) in gates {
          values[slice.range(gate: gate).lowerBound + neuron] = sign * bias
        }
      }
    }
  }
}

extension Cell {
  /// The memory gates' biases when nothing is chosen: 1 where what a cell forgets and what it takes
  /// in are two gates' business.
  var usualMemoryBias: MemoryBias { .plain(memoryGates.count > 1 ? 1 : 0) }
}
