import Testing

@testable import Unroll

@Suite("Initial weights")
struct InitialiserTests {
  let configuration = NetworkConfiguration(
    input: .symbols(count: 30), hiddenSize: 80, output: .values(size: 50))

  /// A sample variance of 2400 numbers scatters by three per cent.
  static let varianceTolerance = 0.15

  @Test(
    "Every matrix has mean 0 and variance 2 / (fan in + fan out); biases are zero",
    arguments: Initialiser.allCases)
  func moments(_ initialiser: Initialiser) throws {
    let network = try Network(configuration, initialiser: initialiser, seed: 3)
    for slice in network.parameters.table.slices {
      let numbers = network.parameters[slice.name].map(Double.init)
      if slice.isVector {
        #expect(numbers.allSatisfy { $0 == 0 })
        continue
      }
      let expected = 2 / Double(slice.rows + slice.columns)
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let variance = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
      #expect(abs(mean) < 5 * (expected / Double(numbers.count)).squareRoot(), "\(slice.name)")
      #expect(abs(variance / expected - 1) < Self.varianceTolerance, "\(slice.name)")
    }
  }

  @Test(
    "Uniform weights keep within ±√(6 / (fan in + fan out)) and come near it; normal ones do not")
  func bounds() throws {
    let uniform = try Network(configuration, initialiser: .xavierUniform, seed: 3)
    let normal = try Network(configuration, initialiser: .xavierNormal, seed: 3)
    for slice in uniform.parameters.table.slices where !slice.isVector {
      let limit = (6 / Float(slice.rows + slice.columns)).squareRoot()
      let largest = uniform.parameters[slice.name].map(abs).max() ?? 0
      #expect(largest <= limit * (1 + .ulpOfOne) && largest > 0.98 * limit, "\(slice.name)")
      #expect((normal.parameters[slice.name].map(abs).max() ?? 0) > limit, "\(slice.name)")
    }
  }

  @Test("The same seed gives the same weights, another seed others; tensors differ")
  func seeded() throws {
    let one = try Network(configuration, seed: 1)
    #expect(try Network(configuration, seed: 1) == one)
    #expect(try Network(configuration, seed: 2) != one)
    let square = try Network(
      NetworkConfiguration(input: .values(size: 9), hiddenSize: 9, output: .values(size: 9)),
      seed: 1)
    #expect(square.parameters["U"] != square.parameters["W"])
    #expect(square.parameters["W"] != square.parameters["V"])
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
