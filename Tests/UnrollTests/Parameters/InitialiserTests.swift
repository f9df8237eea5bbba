import Testing

@testable import Unroll

@Suite("Initial weights")
struct InitialiserTests {
  let configuration = NetworkConfiguration(
    input: .symbols(count: 30), hiddenSize: 80, output: .values(size: 50))

  /// A sample variance of 2400 numbers scatters by three per cent.
  static let varianceTolerance = 0.15

  func network(_ initialiser: Initialiser, cell: Cell) throws -> Network {
    var configuration = configuration
    configuration.cell = cell
    return try Network(
      configuration, initialisation: Initialisation(weights: initialiser), seed: 3)
  }

  /// The variance that a gate's weights should have: fans are the gate's, not the stacked matrix's.
  func variance(_ initialiser: Initialiser, _ slice: ParameterTable.Slice) -> Double {
    let (fanIn, fanOut) = (Double(slice.columns), Double(slice.rows / slice.gates))
    switch initialiser {
    case .xavierUniform, .xavierNormal: return 2 / (fanIn + fanOut)
    case .heUniform, .heNormal: return 2 / fanIn
    }
  }

  @Test(
    "Each gate of each matrix has mean 0 and the variance of its fans",
    arguments: Initialiser.allCases, Cell.allCases)
  func moments(_ initialiser: Initialiser, _ cell: Cell) throws {
    let network = try network(initialiser, cell: cell)
    for slice in network.parameters.table.slices where !slice.isVector {
      let expected = variance(initialiser, slice)
      for gate in 0..<slice.gates {
        let numbers = network.parameters.values[slice.range(gate: gate)].map(Double.init)
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
        let deviation = (expected / Double(numbers.count)).squareRoot()
        #expect(abs(mean) < 5 * deviation, "\(slice.name) \(gate)")
        #expect(abs(variance / expected - 1) < Self.varianceTolerance, "\(slice.name) \(gate)")
      }
    }
  }

  @Test(
    "Uniform weights keep within √3 deviations and come near them; normal ones do not",
    arguments: [
      (Initialiser.xavierUniform, Initialiser.xavierNormal),
      (Initialiser.heUniform, Initialiser.heNormal),
    ], Cell.allCases)
  func bounds(_ pair: (Initialiser, Initialiser), _ cell: Cell) throws {
    let uniform = try network(pair.0, cell: cell)
    let normal = try network(pair.1, cell: cell)
    for slice in uniform.parameters.table.slices where !slice.isVector {
      let limit = Float((3 * variance(pair.0, slice)).squareRoot())
      for gate in 0..<slice.gates {
        func largest(_ network: Network) -> Float {
          network.parameters.values[slice.range(gate: gate)].map(abs).max() ?? 0
        }
        #expect(largest(uniform) <= limit * (1 + 2 * .ulpOfOne), "\(slice.name) \(gate)")
        #expect(largest(uniform) > 0.98 * limit, "\(slice.name) \(gate)")
        #expect(largest(normal) > limit, "\(slice.name) \(gate)")
      }
    }
  }

  @Test("The vanilla network's weights are one stream for each tensor, row by row")
  func streams() throws {
    let network = try network(.xavierUniform, cell: .vanilla)
    for (place, slice) in network.parameters.table.slices.enumerated() where !slice.isVector {
      var stream = RandomStream(seed: 3, purpose: .initialisation, index: UInt64(place))
      let limit = (6 / Double(slice.rows + slice.columns)).squareRoot()
      let expected = (0..<slice.count).map { _ in Float((2 * stream.uniform() - 1) * limit) }
      #expect(network.parameters[slice.name] == expected, "\(slice.name)")
    }
  }

  @Test("The same seed gives the same weights, another seed others; tensors and gates differ")
  func seeded() throws {
    let one = try Network(configuration, seed: 1)
    #expect(try Network(configuration, seed: 1) == one)
    #expect(try Network(configuration, seed: 2) != one)
    var square = NetworkConfiguration(
      input: .values(size: 9), cell: .lstm, hiddenSize: 9, layers: 2, output: .values(size: 9))
    square.isBidirectional = true
    let parameters = try Network(square, seed: 1).parameters
    var gates: Set<[Float]> = []
    var count = 0
    for slice in parameters.table.slices where !slice.isVector {
      for gate in 0..<slice.gates {
        // The first numbers of each: a stream that began again would repeat them, scaled.
        let start = slice.range(gate: gate).lowerBound
        let first = parameters.values[start]
        gates.insert((1..<6).map { parameters.values[start + $0] / first })
        count += 1
      }
    }
    #expect(count == 33 && gates.count == count)
  }
}

@Suite("Network configuration")
struct NetworkConfigurationTests {
  func error(_ input: Int, _ hidden: Int, _ output: Int) -> NetworkError? {
    let configuration = NetworkConfiguration(
      input: .symbols(count: input), hiddenSize: hidden, output: .values(size: output))
    do {
      try configuration.validate()
      return nil
    } catch {
      return error
    }
  }

  @Test("A size that is not positive, or absurd, is named")
  func sizes() {
    #expect(error(0, 1, 1) == .impossibleSize(name: "input", size: 0))
    #expect(error(1, -1, 1) == .impossibleSize(name: "hidden", size: -1))
    #expect(error(1, 1, Int.min) == .impossibleSize(name: "output", size: .min))
    #expect(error(1, Int.max, 1) == .impossibleSize(name: "hidden", size: .max))
    #expect(error(1, 1, 1) == nil)
    #expect(throws: NetworkError.impossibleSize(name: "hidden", size: 0)) {
      try Network(
        NetworkConfiguration(
          input: .symbols(count: 1), hiddenSize: 0, output: .symbols(count: 1)), seed: 1)
    }
  }

  @Test("A network of more parameters than 2^31 is refused before it is made")
  func parameters() {
    guard case .tooManyParameters(let count) = error(5, 50_000, 5) else {
      Issue.record("2.5e9 parameters passed")
      return
    }
    #expect(count == 50_000.0 * 50_006 + 5 * 50_001)
    #expect(error(1 << 31, 1 << 31, 1 << 31) != nil)
    #expect(error(1000, 40_000, 1000) == nil)
    // A message for every error, whatever the numbers.
    for sizes in [(0, 1, 1), (1, Int.max, 1), (1 << 31, 1 << 31, 1 << 31)] {
      #expect(error(sizes.0, sizes.1, sizes.2)?.description.isEmpty == false)
    }
  }

  @Test("The table holds U, W, b, V, c end to end")
  func table() {
    let table = NetworkConfiguration(
      input: .values(size: 2), hiddenSize: 3, output: .symbols(count: 5)
    ).parameterTable
    #expect(table.slices.map(\.name) == ["U", "W", "b", "V", "c"])
    #expect(table.slices.map(\.range) == [0..<6, 6..<15, 15..<18, 18..<33, 33..<38])
    #expect(table.slices.map(\.isVector) == [false, false, true, false, true])
    #expect(table.count == 38)
    #expect(table.slice(at: 17)?.name == "b" && table.slice(at: 38) == nil)
    var parameters = Parameters(zerosLike: table)
    #expect(parameters.firstNonFinite() == nil)
    parameters.values[20] = .nan
    parameters.values[37] = .infinity
    #expect(parameters.firstNonFinite() == "V")
    parameters.clear()
    #expect(parameters == Parameters(zerosLike: table))
  }
}
