import Kernels
import TestSupport
import Testing

@Suite("The elementary functions")
struct ElementaryFunctionTests {
  /// Distance between the sampled bit patterns: odd, so that all low bits occur; about 215,000
  /// samples. All inputs are in `ExhaustiveElementaryFunctionTests`.
  static let sampleStride = 20_011

  /// Both signs, all exponents, infinities and NaNs of both kinds are among them.
  static let sample = stride(from: 0, through: Int(UInt32.max), by: sampleStride).map {
    Float(bitPattern: UInt32($0))
  }

  /// Where the functions change their ways: limits of clamping, overflow, underflow, rounding.
  static let edges: [Float] = {
    let points: [Float] = [
      0, 0x1p-149, 0x1p-126, 0x1p-24, 0x1p-12, 0.346_573_6, 0.5, 0.549_306_1, 0.693_147_2, 1, 9.01,
      9.02, 9.1, 16.6, 87.336_54, 87.336_55, 88.029_69, 88.722_83, 88.722_84, 90, 103.278_9,
      103.972_07, 103.972_084, 105, 1e4, 0x1p21, 1e30, .greatestFiniteMagnitude,
    ]
    return points.flatMap { [$0.nextDown, $0, $0.nextUp] }.flatMap { [$0, -$0] }
  }()

  @Test("Are within their stated errors on a sample", arguments: ElementaryFunction.allCases)
  func sampledError(function: ElementaryFunction) {
    let inputs = Self.sample + Self.edges
    for level in InstructionSet.available {
      let values = function.values(inputs, with: level)
      var largest = LargestError()
      for (x, y) in zip(inputs, values) { largest.note(function.error(of: y, at: x), at: x) }
      #expect(largest.error <= function.statedError, "\(level.name), at \(largest.input)")
    }
  }

  @Test("The hyperbolic tangent is odd to the bit")
  func odd() {
    for level in InstructionSet.available {
      let inputs = Self.edges + Self.sample.prefix(50_000).filter { !$0.isNaN }
      let values = level.hyperbolicTangent(inputs)
      let mirrored = level.hyperbolicTangent(inputs.map { -$0 })
      #expect(firstDifferenceInBits(mirrored, from: values.map { -$0 }) == nil, "\(level.name)")
    }
  }

  @Test("Have exact values at zero, at infinity and for NaN")
  func specialValues() {
    let inputs: [Float] = [0, -0.0, .infinity, -.infinity]
    for level in InstructionSet.available {
      let expected: [([Float], [Float])] = [
        (level.exponential(inputs), [1, 1, .infinity, 0]),
        (level.hyperbolicTangent(inputs), [0, -0.0, 1, -1]),
        (level.logistic(inputs), [0.5, 0.5, 1, 0]),
      ]
      for (values, exact) in expected {
        #expect(firstDifferenceInBits(values, from: exact) == nil, "\(level.name)")
      }
      for function in ElementaryFunction.allCases {
        let values = function.values([.nan, -.nan, .signalingNaN], with: level)
        #expect(values.allSatisfy { $0.isNaN }, "\(level.name), \(function)")
      }
    }
  }

  @Test("The exponential overflows and underflows where it must")
  func exponentialLimits() {
    let inputs: [Float] = [88.722_83, 88.722_84, 1e30, -103.972_07, -103.972_084, -1e30]
    for level in InstructionSet.available {
      let values = level.exponential(inputs)
      #expect(values[0].isFinite && values[0] > 3.4e38, "\(level.name)")
      #expect(values[1] == .infinity && values[2] == .infinity, "\(level.name)")
      #expect(values[3] == .leastNonzeroMagnitude, "\(level.name)")
      #expect(values[4] == 0 && values[5] == 0, "\(level.name)")
    }
  }

  @Test("The hyperbolic tangent of a subnormal number is that number")
  func subnormal() {
    let inputs: [Float] = (0..<22).map { Float(bitPattern: 1 << $0) }
    for level in InstructionSet.available {
      let values = level.hyperbolicTangent(inputs)
      #expect(firstDifferenceInBits(values, from: inputs) == nil, "\(level.name)")
    }
  }

  @Test(
    "Give an element the same bits wherever it stands", arguments: ElementaryFunction.allCases)
  func position(function: ElementaryFunction) {
    var generator = TestGenerator(seed: 2)
    let inputs = generator.floats(41, in: -5...5)
    for level in InstructionSet.available {
      let alone = inputs.flatMap { function.values([$0], with: level) }
      for count in 0...41 {
        let values = function.values(Array(inputs.prefix(count)), with: level)
        let difference = firstDifferenceInBits(values, from: Array(alone.prefix(count)))
        #expect(difference == nil, "\(level.name), \(function), \(count)")
      }
    }
  }
}
