import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("Updates of flat parameters")
struct UpdateTests {
  /// Roundings of the longest rule, Adam: nine before the square root is taken (which halves
  /// them), five after it.
  static let roundings = 14.0

  static let rules: [UpdateRule] = [
    .gradientDescent(rate: 0.1),
    .momentum(rate: 0.1, momentum: 0.9),
    .nesterov(rate: 0.1, momentum: 0.9),
    .adaGrad(rate: 0.1, epsilon: 1e-3),
    .rmsProp(rate: 0.01, decay: 0.99, epsilon: 1e-3),
    .adam(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-3, correction1: 0.271,
      correction2: 0.002_997, decay: 0),
    .adam(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 0.271,
      correction2: 0.002_997, decay: 0.3),
  ]

  @Test("Agree with a plain loop in Double", arguments: rules, [0] + awkwardSizes + [16, 100])
  func agrees(rule: UpdateRule, count: Int) {
    let operands = UpdateCase(count: count)
    for level in InstructionSet.available {
      var state = operands.guarded
      state.update(with: level, rule: rule)
      let expected = operands.moved(by: rule)
      let bound = Self.roundings * unitRoundoff
      let theta = firstDifference(state.parameters.values) {
        ExpectedValue(expected[$0].theta, within: bound * expected[$0].thetaMagnitude)
      }
      let m = firstDifference(state.first.values) {
        ExpectedValue(expected[$0].m, within: bound * expected[$0].mMagnitude)
      }
      let v = firstDifference(state.second.values) {
        ExpectedValue(expected[$0].v, within: bound * expected[$0].vMagnitude)
      }
      #expect(theta == nil, "parameters, \(level.name), \(rule), \(count)")
      #expect(m == nil, "first state, \(level.name), \(rule), \(count)")
      #expect(v == nil, "second state, \(level.name), \(rule), \(count)")
      #expect(state.neighboursAreIntact, "\(level.name), \(rule), \(count)")
    }
  }

  @Test("Scale, limit and clear the gradient on the way", arguments: rules)
  func scaling(rule: UpdateRule) {
    let operands = UpdateCase(count: 21)
    let scaling = GradientScaling(factor: 0.75, limit: 0.25)
    let gradient = operands.gradient.map { min(max(0.75 * $0, -0.25), 0.25) }
    #expect(gradient.contains(0.25) && gradient.contains(-0.25), "both limits are met")
    for level in InstructionSet.available {
      var scaled = operands.guarded
      scaled.update(with: level, rule: rule, scaling: scaling, clearsGradient: true)
      var plain = operands.guarded
      plain.gradient = GuardedArray(gradient)
      plain.update(with: level, rule: rule)
      for (one, other) in [
        (scaled.parameters, plain.parameters), (scaled.first, plain.first),
        (scaled.second, plain.second),
      ] {
        #expect(
          firstDifferenceInBits(one.values, from: other.values) == nil, "\(level.name), \(rule)")
      }
      #expect(scaled.gradient.values.allSatisfy { $0 == 0 }, "\(level.name), \(rule)")
      #expect(plain.gradient.values == gradient, "left as it is: \(level.name), \(rule)")
      #expect(scaled.neighboursAreIntact, "\(level.name), \(rule)")
    }
  }

  @Test("Give the same bits however the parameters are shared out", arguments: rules)
  func split(rule: UpdateRule) {
    let operands = UpdateCase(count: 37)
    for level in InstructionSet.available {
      var whole = operands.guarded
      whole.update(with: level, rule: rule)
      for cut in [0, 1, 7, 8, 9, 16, 33, 37] {
        var parts = operands.guarded
        parts.update(with: level, rule: rule, part: cut..<37)
        parts.update(with: level, rule: rule, part: 0..<cut)
        for (part, all) in [
          (parts.parameters, whole.parameters), (parts.first, whole.first),
          (parts.second, whole.second),
        ] {
          let difference = firstDifferenceInBits(part.values, from: all.values)
          #expect(difference == nil, "\(level.name), \(rule), cut at \(cut)")
        }
        #expect(parts.neighboursAreIntact, "\(level.name), \(rule), cut at \(cut)")
      }
    }
  }

  @Test("Need no memory for states that their rule doesn't keep", arguments: rules)
  func withoutStates(rule: UpdateRule) {
    let operands = UpdateCase(count: 11)
    for level in InstructionSet.available {
      var full = operands.guarded
      full.update(with: level, rule: rule)
      var bare = operands.guarded
      bare.update(with: level, rule: rule, withUnusedStates: false)
      let difference = firstDifferenceInBits(bare.parameters.values, from: full.parameters.values)
      #expect(difference == nil, "\(level.name), \(rule)")
    }
  }

  @Test("Keep exactly the states that their formula names")
  func states() {
    #expect(Self.rules.map(\.hasFirstState) == [false, true, true, false, false, true, true])
    #expect(Self.rules.map(\.hasSecondState) == [false, false, false, true, true, true, true])
  }
}

/// Parameters, gradient and states before an update.
private struct UpdateCase {
  let parameters: [Float]
  let gradient: [Float]
  let first: [Float]
  let second: [Float]

  init(count: Int) {
    var generator = TestGenerator(seed: UInt64(count))
    parameters = generator.floats(count)
    gradient = generator.floats(count)
    first = generator.floats(count)
    second = generator.floats(count, in: 0...1)
  }

  var guarded: GuardedState {
    GuardedState(
      parameters: GuardedArray(parameters), gradient: GuardedArray(gradient),
      first: GuardedArray(first), second: GuardedArray(second))
  }

  /// What the twin makes of it.
  func moved(by rule: UpdateRule) -> [PlainParameter] {
    parameters.indices.map {
      var parameter = PlainParameter(theta: parameters[$0], m: first[$0], v: second[$0])
      parameter.move(along: Double(gradient[$0]), rule: rule)
      return parameter
    }
  }
}

/// The same in flat arrays with guards.
private struct GuardedState {
  var parameters: GuardedArray
  var gradient: GuardedArray
  var first: GuardedArray
  var second: GuardedArray

  var neighboursAreIntact: Bool {
    parameters.neighboursAreIntact && gradient.neighboursAreIntact
      && first.neighboursAreIntact && second.neighboursAreIntact
  }

  mutating func update(
    with level: InstructionSet, rule: UpdateRule, part: Range<Int>? = nil,
    withUnusedStates: Bool = true, scaling: GradientScaling = GradientScaling(),
    clearsGradient: Bool = false
  ) {
    let part = part ?? 0..<parameters.range.count
    let start = parameters.range.lowerBound
    let range = start + part.lowerBound..<start + part.upperBound
    var empty: [Float] = []
    parameters.withFlatBlock { parameters in
      gradient.withFlatBlock { gradient in
        first.withFlatBlock { first in
          second.withFlatBlock { second in
            empty.withFlatBlock { empty in
              level.update(
                parameters, gradient: gradient,
                first: withUnusedStates || rule.hasFirstState ? first : empty,
                second: withUnusedStates || rule.hasSecondState ? second : empty,
                range: range, rule: rule, scaling: scaling, clearsGradient: clearsGradient)
            }
          }
        }
      }
    }
  }
}
