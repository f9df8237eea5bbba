import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The step of each cell agrees with its twin in Double", .serialized)
struct CellStepTests {
  /// Roundings of a state, of numbers of size one: the argument's, 5.4 of tanh and of the logistic
  /// function (their stated 2.7 units in the last place), and those of the sums of products.
  static let forwardRoundings = 16.0
  /// As forward, and twice more: the gradient is made of values that have these errors.
  static let backwardRoundings = 48.0

  @Test("At all combinations of awkward sizes, forward and backward", arguments: CellKernel.all)
  func agrees(kernel: CellKernel) {
    for (rows, hidden) in awkwardPairs { check(StepCase(kernel, rows: rows, hidden: hidden)) }
  }

  @Test(
    "With zoneout of all parts or one, by draws or by rates", arguments: CellKernel.all,
    ZoneoutCase.allCases)
  func zoneout(kernel: CellKernel, zoneout: ZoneoutCase) {
    for hidden in awkwardSizes {
      check(StepCase(kernel, rows: 3, hidden: hidden, zoneout: zoneout))
    }
  }

  /// Differences over 2e-5 of numbers of size one: their own error is under 1e-9.
  static let differenceStep = 1e-5
  static let differenceError = 1e-8

  @Test(
    "The gradients are the differences of the twin's loss", arguments: CellKernel.all,
    [ZoneoutCase.none, .rate])
  func differences(kernel: CellKernel, zoneout: ZoneoutCase) {
    let operands = StepCase(kernel, rows: 2, hidden: 9, zoneout: zoneout)
    for level in InstructionSet.available {
      let result = operands.compute(level)
      for row in 0..<2 {
        for j in 0..<9 {
          let twin = operands.twin(row, j)
          func expect(
            _ what: WritableKeyPath<PlainStep, [Double]>, _ index: Int, _ value: Float
          ) {
            var (up, down) = (twin, twin)
            up[keyPath: what][index] += Self.differenceStep
            down[keyPath: what][index] -= Self.differenceStep
            let slope = (up.loss - down.loss) / (2 * Self.differenceStep)
            let bound = Self.gradientBound(twin) + Self.differenceError
            #expect(
              (Double(value) - slope).magnitude <= bound,
              "\(level.name), \(operands.name), \(what) \(index)")
          }
          for gate in 0..<operands.gates {
            expect(\.inputs, gate, result.dInputs[row, gate * 9 + j])
            if kernel.shape.hasRecurrentProducts {
              expect(\.recurrent, gate, result.dRecurrent[row, gate * 9 + j])
            }
          }
          for part in 0..<operands.parts {
            expect(\.previous, part, result.carries[part][row, j])
          }
        }
      }
    }
  }

  @Test("Has the gates, the parts and the products of its definition")
  func shapes() {
    func expect(_ kernel: CellKernel, gates: Int, parts: Int, isRecurrent: Bool, own: Bool) {
      let shape = kernel.shape
      #expect(shape.gates == gates && shape.stateParts == parts, "\(kernel)")
      #expect(
        shape.hasRecurrentProducts == isRecurrent && shape.hasOwnRecurrentGradient == own,
        "\(kernel)")
    }
    for function in ActivationFunction.allCases {
      expect(.vanilla(function), gates: 1, parts: 1, isRecurrent: true, own: false)
    }
    expect(.lstm, gates: 4, parts: 2, isRecurrent: true, own: false)
    expect(.gru, gates: 3, parts: 1, isRecurrent: true, own: true)
    expect(.minimalGRU, gates: 2, parts: 1, isRecurrent: false, own: false)
    expect(.minimalLSTM, gates: 3, parts: 1, isRecurrent: false, own: false)
    #expect([1, 7, 8, 9, 16, 17].map { gateStride(hidden: $0) } == [8, 8, 8, 16, 16, 24])
  }

  private func check(_ operands: StepCase) {
    let expected = ExpectedStep(operands)
    for level in InstructionSet.available {
      let result = operands.compute(level)
      for difference in expected.differences(result) {
        Issue.record("\(level.name), \(operands.name): \(difference)")
      }
      #expect(result.guardsAreIntact, "\(level.name), \(operands.name)")
    }
  }

  /// The error of a state.
  static func stateBound(_ twin: PlainStep) -> Double {
    forwardRoundings * unitRoundoff * twin.size
  }

  /// The error of a gradient.
  static func gradientBound(_ twin: PlainStep) -> Double {
    let gradient = twin.dState.map(\.magnitude).reduce(0, +)
    return backwardRoundings * unitRoundoff * twin.size * gradient
  }
}

extension PlainStep {
  /// The largest number that a step can make of a neuron's operands. Arguments of tanh and of the
  /// logistic function don't count: where they are large, their roundings have no effect.
  fileprivate var size: Double {
    let linear: [Double] =
      switch kernel {
      case .vanilla(.hyperbolicTangent), .vanilla(.logistic), .lstm: [0]
      case .gru: [recurrent[2]]
      case .minimalGRU: [inputs[1]]
      case .minimalLSTM: [inputs[2]]
      default: inputs + recurrent
      }
    return 1 + (linear + previous).map(\.magnitude).reduce(0, +)
  }
}

/// What the twin makes of all neurons of a step.
struct ExpectedStep {
  private struct Neuron {
    let row: Int
    let j: Int
    let twin: PlainStep
    let state, zonedState, dInputs, dRecurrent, dPrevious: [Double]

    init(_ operands: StepCase, _ row: Int, _ j: Int) {
      (self.row, self.j) = (row, j)
      twin = operands.twin(row, j)
      (state, zonedState) = (twin.state, twin.zonedState)
      (dInputs, dRecurrent, dPrevious) = (twin.dInputs, twin.dRecurrent, twin.dPrevious)
    }
  }

  private let operands: StepCase
  private let neurons: [Neuron]

  init(_ operands: StepCase) {
    self.operands = operands
    neurons = (0..<operands.rows).flatMap { row in
      (0..<operands.hidden).map { Neuron(operands, row, $0) }
    }
  }

  /// The first difference of each matrix that has any.
  func differences(_ result: StepResult) -> [String] {
    let (state, gradient) = (CellStepTests.stateBound, CellStepTests.gradientBound)
    var found: [String?] = []
    for part in 0..<operands.parts {
      found += [
        difference("state", result.states[part], within: state) { [$0.state[part]] },
        difference("zoned", result.zoned[part], within: state) { [$0.zonedState[part]] },
        difference("carry", result.carries[part], within: gradient) { [$0.dPrevious[part]] },
      ]
    }
    found.append(difference("dInputs", result.dInputs, within: gradient, \.dInputs))
    if operands.kernel.shape.hasRecurrentProducts {
      found.append(difference("dRecurrent", result.dRecurrent, within: gradient, \.dRecurrent))
    }
    return found.compactMap(\.self)
  }

  private func difference(
    _ name: String, _ matrix: PlainMatrix, within bound: (PlainStep) -> Double,
    _ values: (Neuron) -> [Double]
  ) -> String? {
    for neuron in neurons {
      let bound = bound(neuron.twin)
      for (gate, expected) in values(neuron).enumerated() {
        let value = matrix[neuron.row, gate * operands.hidden + neuron.j]
        // Written so that NaN is a difference.
        if (Double(value) - expected).magnitude <= bound { continue }
        return "\(name) \(gate) at (\(neuron.row), \(neuron.j)): \(value), not \(expected)"
      }
    }
    return nil
  }
}
