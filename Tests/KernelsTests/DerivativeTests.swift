import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The product with the derivative of an activation")
struct DerivativeTests {
  /// Two roundings of `h'`, relative to one at most, and that of the product.
  static let roundings = 3.0

  @Test("Agrees with a plain loop in Double", arguments: awkwardPairs + [(4, 64), (97, 17)])
  func agrees(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    let source = PlainMatrix(rows: rows, columns: columns, in: -3...3, using: &generator)
    let states = PlainMatrix(rows: rows, columns: columns, using: &generator)
    let from = GuardedMatrix(source)
    let at = GuardedMatrix(states)
    for level in InstructionSet.available {
      for activation in ActivationFunction.allCases {
        let result = GuardedMatrix(rows: rows, columns: columns)
        level.multiplyByDerivative(
          from.block, states: at.block, activation: activation, into: result.block)
        let difference = firstDifference(result.block) { i, j in
          let slope = activation.plainDerivative(atValue: Double(states[i, j]))
          let value = Double(source[i, j])
          let size = max(1, slope.magnitude) * value.magnitude
          return ExpectedValue(value * slope, within: Self.roundings * unitRoundoff * size)
        }
        #expect(difference == nil, "\(level.name), \(activation), \(rows)×\(columns)")
        #expect(result.guardsAreIntact, "\(level.name), \(activation), \(rows)×\(columns)")
      }
    }
  }

  @Test("May be written over its source", arguments: ActivationFunction.allCases)
  func inPlace(activation: ActivationFunction) {
    var generator = TestGenerator(seed: 8)
    let source = PlainMatrix(rows: 5, columns: 19, using: &generator)
    let states = GuardedMatrix(PlainMatrix(rows: 5, columns: 19, using: &generator))
    for level in InstructionSet.available {
      let from = GuardedMatrix(source)
      let apart = GuardedMatrix(rows: 5, columns: 19)
      let over = GuardedMatrix(source)
      level.multiplyByDerivative(
        from.block, states: states.block, activation: activation, into: apart.block)
      level.multiplyByDerivative(
        over.block, states: states.block, activation: activation, into: over.block)
      let difference = firstDifferenceInBits(over.values.values, from: apart.values.values)
      #expect(difference == nil, "\(level.name), \(activation)")
    }
  }
}
