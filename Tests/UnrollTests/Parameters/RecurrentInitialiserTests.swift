import Testing

@testable import Unroll

@Suite("Initial recurrent weights")
struct RecurrentInitialiserTests {
  static let gated = Cell.allCases.filter(\.hasRecurrentWeights)

  func network(
    _ recurrent: RecurrentInitialiser, cell: Cell, hidden: Int, seed: UInt64 = 1
  ) throws -> Network {
    try Network(
      NetworkConfiguration(
        input: .values(size: 3), cell: cell, hiddenSize: hidden, output: .values(size: 2)),
      initialisation: Initialisation(recurrent: recurrent), seed: seed)
  }

  /// The matrix of a gate, row by row, in Double.
  func gate(_ gate: Int, of name: String, _ network: Network) -> [[Double]] {
    let slice = network.parameters.table[name]
    let numbers = network.parameters.values[slice.range(gate: gate)].map(Double.init)
    return stride(from: 0, to: numbers.count, by: slice.columns).map {
      Array(numbers[$0..<$0 + slice.columns])
    }
  }

  func dot(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Rounding √H elements of about 1/√H to Float changes a product by some 1e-8.
  static let orthogonalTolerance = 1e-6

  @Test(
    "Orthogonal weights are so gate by gate, of any size", arguments: gated, [1, 2, 3, 8, 33, 80])
  func orthogonal(_ cell: Cell, _ size: Int) throws {
    let network = try network(.orthogonal, cell: cell, hidden: size)
    for g in cell.gates.indices {
      let rows = gate(g, of: "W", network)
      var worst = 0.0
      for i in 0..<size {
        for j in 0...i {
          worst = max(worst, abs(dot(rows[i], rows[j]) - (i == j ? 1 : 0)))
        }
      }
      #expect(worst < Self.orthogonalTolerance, "gate \(cell.gates[g])")
      for other in 0..<g where size > 1 {
        #expect(rows != gate(other, of: "W", network), "gates \(g) and \(other)")
      }
    }
    // The other weights are as without it, those of the same seed.
    #expect(
      network.parameters["U"]
        == (try self.network(.likeWeights, cell: cell, hidden: size).parameters["U"]))
  }

  @Test("Orthogonal weights of 512 neurons are made in seconds")
  func large() throws {
    let begin = ContinuousClock.now
    let rows = gate(0, of: "W", try network(.orthogonal, cell: .vanilla, hidden: 512))
    // Seconds without optimisation; a product of whole matrices for each reflection takes an hour.
    #expect(ContinuousClock.now - begin < .seconds(120))
    var worst = 0.0
    for i in stride(from: 0, to: 512, by: 73) {
      for j in 0..<512 { worst = max(worst, abs(dot(rows[i], rows[j]) - (i == j ? 1 : 0))) }
    }
    #expect(worst < Self.orthogonalTolerance)
  }

  /// A mean of 4000 numbers of variance up to 1 scatters by 0.016: five times that.
  static let meanTolerance = 0.08

  /// Signs chosen by the decomposition would keep orthogonality and lose this: the first element
  /// would always be negative, the determinant of one sign.
  @Test("Every orthogonal matrix is equally likely")
  func haar() {
    var stream = RandomStream(seed: 1, purpose: .trials)
    let count = 4000
    var means = [Double](repeating: 0, count: 9)
    var squares = means
    var (determinants, traces, traceSquares) = (0.0, 0.0, 0.0)
    for _ in 0..<count {
      let q = OrthogonalMatrix.draw(size: 3, using: &stream)
      for i in 0..<9 {
        means[i] += q[i] / Double(count)
        squares[i] += q[i] * q[i] / Double(count)
      }
      let minors = [
        q[4] * q[8] - q[5] * q[7], q[3] * q[8] - q[5] * q[6], q[3] * q[7] - q[4] * q[6],
      ]
      determinants += (q[0] * minors[0] - q[1] * minors[1] + q[2] * minors[2]) / Double(count)
      let trace = q[0] + q[4] + q[8]
      traces += trace / Double(count)
      traceSquares += trace * trace / Double(count)
    }
    #expect(means.allSatisfy { abs($0) < Self.meanTolerance }, "\(means)")
    #expect(squares.allSatisfy { abs($0 - 1 / 3.0) < Self.meanTolerance }, "\(squares)")
    #expect(abs(determinants) < Self.meanTolerance, "\(determinants)")
    // Of the trace, the mean is 0 and the mean square 1 (Diaconis and Shahshahani, 1994).
    #expect(abs(traces) < Self.meanTolerance && abs(traceSquares - 1) < 2 * Self.meanTolerance)
    let signs = (0..<count).map { _ in Float(OrthogonalMatrix.draw(size: 1, using: &stream)[0]) }
    #expect(signs.allSatisfy { abs($0) == 1 })
    #expect(abs(Double(signs.reduce(0, +)) / Double(count)) < Self.meanTolerance)
  }

  @Test("The identity is the candidate's; gates that open and close start like the others")
  func identity() throws {
    let candidates = ["rnn": "a", "lstm": "g", "gru": "n"]
    for cell in Self.gated {
      let candidate = candidates[cell.name] ?? cell.gates[cell.candidateGate]
      let network = try network(.identity(scale: 0.25), cell: cell, hidden: 7)
      let like = try self.network(.likeWeights, cell: cell, hidden: 7)
      for (g, letter) in cell.gates.enumerated() {
        let rows = gate(g, of: "W", network)
        let identity = (0..<7).map { i in (0..<7).map { $0 == i ? 0.25 : 0 } }
        #expect((rows == identity) == (letter == candidate), "\(cell.name) \(letter)")
        if letter != candidate {
          #expect(rows.joined().allSatisfy { $0 != 0 && abs($0) < 0.66 })
        }
      }
      #expect(network.parameters["U"] == like.parameters["U"])
    }
    let one = try network(.identity(), cell: .vanilla, hidden: 1)
    #expect(one.parameters["W"] == [1])
  }

  @Test("The same seed gives the same matrix, another seed another; layers and directions differ")
  func seeded() throws {
    let one = try network(.orthogonal, cell: .gru, hidden: 5)
    #expect(try network(.orthogonal, cell: .gru, hidden: 5) == one)
    #expect(
      try network(.orthogonal, cell: .gru, hidden: 5, seed: 2).parameters["W"]
        != one.parameters["W"])
    var configuration = NetworkConfiguration(
      input: .values(size: 3), cell: .lstm, hiddenSize: 5, layers: 2, output: .values(size: 2))
    configuration.isBidirectional = true
    let deep = try Network(
      configuration, initialisation: Initialisation(recurrent: .orthogonal), seed: 1)
    #expect(Set(["W", "Wr", "W2", "W2r"].map { deep.parameters[$0] }).count == 4)
    for name in ["W", "Wr", "W2", "W2r"] {
      for g in 0..<4 {
        let rows = gate(g, of: name, deep)
        #expect(abs(dot(rows[0], rows[0]) - 1) < Self.orthogonalTolerance)
        #expect(abs(dot(rows[0], rows[4])) < Self.orthogonalTolerance)
      }
    }
  }
}
