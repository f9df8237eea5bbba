import Kernels
import TestSupport
import Testing

@Suite("Norms, scaling and clamping of flat arrays")
struct FlatArrayTests {
  static let counts = [0] + awkwardSizes + [15, 16, 17, 100]

  @Test("The sum of squares agrees with a plain loop in Double", arguments: counts)
  func sumOfSquares(count: Int) {
    // The squares of floats are exact in Double, their sum has a rounding for each.
    let bound = Double(count) * 0x1p-53
    var generator = TestGenerator(seed: UInt64(count))
    let values = generator.floats(count, in: -1e20...1e20)
    let expected = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    for level in InstructionSet.available {
      let sum = level.sumOfSquares(values)
      #expect((sum - expected).magnitude <= bound * expected, "\(level.name), \(count)")
    }
  }

  @Test("The sum of squares has the same bits at every level", arguments: counts)
  func sameSum(count: Int) {
    var generator = TestGenerator(seed: UInt64(count))
    let values = generator.floats(count)
    let sums = InstructionSet.available.map { $0.sumOfSquares(values) }
    #expect(Set(sums).count == 1, "\(sums)")
  }

  @Test("Scaling multiplies each element, to the bit", arguments: counts)
  func scale(count: Int) {
    var generator = TestGenerator(seed: UInt64(count))
    let values = generator.floats(count)
    for level in InstructionSet.available {
      var array = values
      array.withFlatBlock { level.scale($0, by: 0.37) }
      let expected = values.map { $0 * 0.37 }
      #expect(firstDifferenceInBits(array, from: expected) == nil, "\(level.name), \(count)")
    }
  }

  @Test("Clamping limits what is beyond and leaves the rest, NaN included", arguments: counts)
  func clamp(count: Int) {
    var generator = TestGenerator(seed: UInt64(count))
    let values = generator.floats(count, in: -3...3)
    for level in InstructionSet.available {
      var array = values
      array.withFlatBlock { level.clamp($0, to: 1.25) }
      let expected = values.map { min(max($0, -1.25), 1.25) }
      #expect(firstDifferenceInBits(array, from: expected) == nil, "\(level.name), \(count)")

      var special: [Float] = [.nan, .infinity, -.infinity, 1.25, -1.25, -0.0]
      special.withFlatBlock { level.clamp($0, to: 1.25) }
      #expect(special[0].isNaN, "\(level.name)")
      let limits: [Float] = [1.25, -1.25, 1.25, -1.25, -0.0]
      #expect(firstDifferenceInBits(Array(special.dropFirst()), from: limits) == nil)
    }
  }
}
