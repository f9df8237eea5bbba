import Foundation
import Testing

@testable import Unroll

@Suite("Initial biases, gains, states and embeddings")
struct InitialisationTests {
  /// A network with every kind of tensor.
  func network(
    _ cell: Cell, hidden: Int = 40, memory: MemoryBias? = nil, seed: UInt64 = 1
  ) throws -> Network {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 50), embeddingSize: 30, cell: cell, hiddenSize: hidden, layers: 2,
      output: .symbols(count: 50))
    configuration.isBidirectional = true
    configuration.isNormalised = true
    configuration.learnsInitialState = true
    return try Network(
      configuration, initialisation: Initialisation(memory: memory), seed: seed)
  }

  /// The biases of a gate.
  func biases(_ letter: String, of name: String, _ network: Network) throws -> [Float] {
    let gate = try #require(network.configuration.cell.gates.firstIndex(of: letter))
    return Array(network.parameters.values[network.parameters.table[name].range(gate: gate)])
  }

  /// The second biases, which would add to the first.
  func recurrentBiases(_ network: Network) -> [Float] {
    network.parameters.table.slices.filter { $0.role == .recurrentBias }
      .flatMap { network.parameters[$0.name] }
  }

  @Test("Gains are one; biases and states zero, but for a forget gate's", arguments: Cell.allCases)
  func usual(_ cell: Cell) throws {
    let network = try network(cell)
    for slice in network.parameters.table.slices {
      let numbers = network.parameters[slice.name]
      switch slice.role {
      case .gain: #expect(numbers.allSatisfy { $0 == 1 }, "\(slice.name)")
      case .recurrentBias, .initialState, .outputBias:
        #expect(numbers.allSatisfy { $0 == 0 }, "\(slice.name)")
      case .bias:
        for letter in cell.gates {
          let hasForgetGate = ["lstm", "minlstm"].contains(cell.name)
          let expected: Float = hasForgetGate && letter == "f" ? 1 : 0
          #expect(
            try biases(letter, of: slice.name, network).allSatisfy { $0 == expected },
            "\(slice.name) \(letter)")
        }
      case .embedding, .inputWeights, .recurrentWeights, .outputWeights:
        #expect(numbers.allSatisfy { $0 != 0 }, "\(slice.name)")
      }
    }
  }

  @Test("Vectors of the embedding have length 1 in the mean, whatever the other weights are")
  func embedding() throws {
    for weights in Initialiser.allCases {
      let configuration = NetworkConfiguration(
        input: .symbols(count: 400), embeddingSize: 20, hiddenSize: 4, output: .values(size: 1))
      let network = try Network(
        configuration, initialisation: Initialisation(weights: weights), seed: 1)
      let numbers = network.parameters["E"].map(Double.init)
      let square = numbers.reduce(0) { $0 + $1 * $1 } / 400
      let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 8000 * 400
      // The mean square of 8000 numbers scatters by 1.6 per cent, the fourth moment by 11.
      #expect(abs(square - 1) < 0.08)
      #expect(abs(fourth - 3) < 0.55, "not normal")
    }
  }

  @Test("A plain bias is the main memory gate's, with the sign of remembering")
  func plain() throws {
    let main: [(Cell, String, Float)] = [
      (.lstm, "f", 1), (.gru, "z", 1), (.minimalGRU, "z", -1), (.minimalLSTM, "f", 1),
    ]
    for (cell, letter, sign) in main {
      let network = try network(cell, memory: .plain(2.5))
      for name in ["b", "br", "b2", "b2r"] {
        for gate in cell.gates {
          let expected: Float = gate == letter ? sign * 2.5 : 0
          #expect(
            try biases(gate, of: name, network).allSatisfy { $0 == expected },
            "\(cell.name) \(name) \(gate)")
        }
      }
      #expect(recurrentBiases(network).allSatisfy { $0 == 0 })
      let none = try self.network(cell, memory: .plain(0))
      #expect(none.parameters["b"].allSatisfy { $0 == 0 })
    }
  }

  @Test(
    "Chrono biases are logarithms of lengths spread evenly from 1 to the longest less 1",
    arguments: [Cell.lstm, .gru, .minimalGRU, .minimalLSTM])
  func chrono(_ cell: Cell) throws {
    let signs: [String: [String: Float]] = [
      "lstm": ["f": 1, "i": -1], "gru": ["z": 1], "mingru": ["z": -1],
      "minlstm": ["f": 1, "i": -1],
    ]
    let network = try network(cell, hidden: 500, memory: .chrono(longest: 101))
    var seen: Set<[Float]> = []
    for name in ["b", "br", "b2", "b2r"] {
      var lengths: [Float] = []
      for letter in cell.gates {
        let found = try biases(letter, of: name, network)
        guard let sign = signs[cell.name]?[letter] else {
          #expect(found.allSatisfy { $0 == 0 }, "\(name) \(letter)")
          continue
        }
        let these = found.map { exp(sign * $0) }
        // The input gate's biases are the forget gate's, negated.
        #expect(lengths.isEmpty || these == lengths, "\(name) \(letter)")
        lengths = these
      }
      #expect(lengths.allSatisfy { $0 > 1 - 1e-5 && $0 < 100 * (1 + 1e-5) })
      #expect((lengths.min() ?? 9) < 3 && (lengths.max() ?? 0) > 98)
      // The mean of 500 numbers on [1, 100] scatters by 1.3, their deviation of 28.6 by 0.6.
      let mean = lengths.reduce(0, +) / 500
      let variance = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500
      #expect(abs(mean - 50.5) < 6.5 && abs(variance.squareRoot() - 28.6) < 3)
      seen.insert(lengths)
    }
    #expect(seen.count == 4)
    #expect(recurrentBiases(network).allSatisfy { $0 == 0 })
    #expect(try self.network(cell, hidden: 500, memory: .chrono(longest: 101)) == network)
    let shortest = try self.network(cell, memory: .chrono(longest: 2))
    #expect(shortest.parameters["b"].allSatisfy { $0 == 0 })
    let longest = try self.network(cell, memory: .chrono(longest: .max))
    #expect(longest.parameters.firstNonFinite() == nil)
  }

  @Test("Choices that the cell cannot take, and numbers that are none, are refused")
  func refused() throws {
    func error(_ cell: Cell, _ initialisation: Initialisation) -> String? {
      let configuration = NetworkConfiguration(
        input: .values(size: 2), cell: cell, hiddenSize: 3, output: .values(size: 2))
      do {
        _ = try Network(configuration, initialisation: initialisation, seed: 1)
        return nil
      } catch {
        return error.description
      }
    }
    for cell in [Cell.minimalGRU, .minimalLSTM] {
      for recurrent in [RecurrentInitialiser.orthogonal, .identity()] {
        #expect(error(cell, Initialisation(recurrent: recurrent))?.contains(cell.name) == true)
      }
    }
    for memory in [MemoryBias.plain(0), .plain(1), .chrono(longest: 9)] {
      #expect(error(.vanilla, Initialisation(memory: memory))?.contains("rnn") == true)
      #expect(error(.gru, Initialisation(memory: memory)) == nil)
    }
    #expect(error(.lstm, Initialisation(memory: .plain(.infinity))) != nil)
    #expect(error(.lstm, Initialisation(memory: .plain(.nan))) != nil)
    #expect(error(.lstm, Initialisation(memory: .chrono(longest: 1)))?.contains("is 1 ") == true)
    #expect(error(.lstm, Initialisation(memory: .chrono(longest: .min))) != nil)
    #expect(error(.vanilla, Initialisation(recurrent: .identity(scale: .nan))) != nil)
    #expect(error(.vanilla, Initialisation(recurrent: .identity(scale: -2))) == nil)
  }

  @Test("A choice comes back from JSON as it was")
  func json() throws {
    for choice in [
      Initialisation(),
      Initialisation(
        weights: .heNormal, recurrent: .identity(scale: 0.5), memory: .chrono(longest: 50)),
      Initialisation(weights: .xavierNormal, recurrent: .orthogonal, memory: .plain(1.5)),
    ] {
      let data = try JSONEncoder().encode(choice)
      #expect(try JSONDecoder().decode(Initialisation.self, from: data) == choice)
    }
  }
}
