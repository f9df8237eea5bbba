import Testing

@testable import Unroll

/// Outputs follow from the written states by one product of at most 16 terms in float64.
private let roundingTolerance = 1e-13

@Suite("The fixtures of the family of cells")
struct FamilyVectorsTests {
  @Test("Every cell is there in one layer and two, and in both directions")
  func coverage() throws {
    let all = try FamilyVectors.names.map { try FamilyVectors.fixture($0).configuration }
    #expect(all.count >= 53)
    for cell in Cell.allCases.map(\.name) {
      for layers in [1, 2] {
        for bidirectional in [false, true] {
          #expect(
            all.contains {
              $0.cell == cell && $0.layers == layers && $0.bidirectional == bidirectional
            }, "\(cell), \(layers) layers, bidirectional: \(bidirectional)")
        }
      }
    }
  }

  @Test(
    "Parameters and gradients have the names and shapes of the cell",
    arguments: FamilyVectors.names)
  func parameters(name: String) throws {
    let vectors = try FamilyVectors.fixture(name)
    let expected = vectors.configuration.shapes
    #expect(Set(vectors.parameters.keys) == Set(expected.map(\.name)))
    #expect(Set(vectors.gradients.keys) == Set(expected.map(\.name)))
    for (key, shape) in expected {
      let parameter = try #require(vectors.parameters[key])
      let gradient = try #require(vectors.gradients[key])
      #expect(parameter.shape == shape, "\(key)")
      #expect(parameter.values.count == shape.reduce(1, *), "\(key)")
      #expect(gradient.count == parameter.values.count, "\(key)")
      #expect(parameter.values.allSatisfy { Double(Float($0)) == $0 }, "\(key) is exact in Float")
      #expect(gradient.contains { $0 != 0 }, "\(key) has a gradient")
    }
  }

  @Test(
    "Sequences, states and masks have the sizes of the network",
    arguments: FamilyVectors.names)
  func sequences(name: String) throws {
    let vectors = try FamilyVectors.fixture(name)
    let configuration = vectors.configuration
    let (rows, h) = (configuration.rows, configuration.hiddenSize)
    let dropout = configuration.dropout
    #expect(Set(vectors.sequences.map(\.inputs.count)).count == vectors.sequences.count)
    #expect(vectors.sequences.contains { $0.inputs.count == 1 })
    for sequence in vectors.sequences {
      let steps = sequence.inputs.count
      #expect(sequence.targets.count == steps)
      #expect(shape(sequence.outputs) == [steps, configuration.outputWidth])
      #expect(shape(sequence.states) == [steps, configuration.stateWidth])
      for state in [
        sequence.initialState, sequence.initialStateGradient, sequence.finalState,
      ].compactMap(\.self) {
        #expect(shape(state.a) == [rows, h])
        let hasCellState = configuration.kind?.hasCellState == true
        #expect(state.s.map(shape) == (hasCellState ? [rows, h] : nil))
      }
      #expect((sequence.initialState == nil) == (sequence.initialStateGradient == nil))
      guard let masks = sequence.masks else { continue }
      expect(masks.input, rate: dropout.input, [steps, configuration.inputWidth])
      expect(masks.recurrent, rate: dropout.recurrent, [rows, h])
      expect(
        masks.layers, rate: dropout.layers,
        [configuration.layers, steps, configuration.stateWidth])
      expect(masks.zoneout, rate: configuration.zoneout, [rows, steps, h])
      expect(masks.cellZoneout, rate: configuration.cellZoneout, [rows, steps, h])
    }
    let isEvaluated = name.hasSuffix("evaluated")
    let rates = [
      dropout.input, dropout.layers, dropout.recurrent, configuration.zoneout,
      configuration.cellZoneout,
    ]
    let hasMasks = !isEvaluated && rates.contains { $0 > 0 }
    #expect(vectors.sequences.allSatisfy { ($0.masks != nil) == hasMasks })
  }

  @Test(
    "The outputs are V y + c, with E for V where weights are tied",
    arguments: FamilyVectors.names)
  func outputs(name: String) throws {
    let vectors = try FamilyVectors.fixture(name)
    let weights = try #require(vectors.parameters[vectors.configuration.tied ? "E" : "V"]).values
    let bias = try #require(vectors.parameters["c"]).values
    let width = vectors.configuration.stateWidth
    for sequence in vectors.sequences {
      for (t, outputs) in sequence.outputs.enumerated() {
        let mask = sequence.masks?.layers?.last?[t] ?? [Double](repeating: 1, count: width)
        for (k, output) in outputs.enumerated() {
          let expected = (0..<width).reduce(bias[k]) {
            $0 + weights[k * width + $1] * mask[$1] * sequence.states[t][$1]
          }
          #expect(abs(output - expected) <= roundingTolerance * max(1, abs(expected)))
        }
      }
    }
  }

  @Test("The losses alone have as many numbers as their outputs, and sums of their steps")
  func losses() throws {
    let cases = try LossVectors.fixture().cases
    #expect(cases.count == 9)
    for loss in cases {
      #expect(shape(loss.gradient) == shape(loss.outputs), "\(loss.loss)")
      #expect(loss.steps.count == loss.outputs.count && loss.targets.count == loss.outputs.count)
      let sum = loss.steps.reduce(0, +)
      #expect(abs(loss.sum - sum) <= roundingTolerance * abs(sum), "\(loss.loss)")
    }
    #expect(
      cases[3].loss
        == .crossEntropy(labelSmoothing: 0.25, classWeights: [0.5, 2, 1.25, 0.75, 1, 3, 0.25]))
  }
}

/// A mask is there when its rate is not zero, and has the sizes of what it masks.
private func expect(
  _ mask: [[Double]]?, rate: Double, _ sizes: [Int],
  at location: SourceLocation = #_sourceLocation
) {
  #expect(mask.map(shape) == (rate > 0 ? sizes : nil), sourceLocation: location)
}

private func expect(
  _ masks: [[[Double]]]?, rate: Double, _ sizes: [Int],
  at location: SourceLocation = #_sourceLocation
) {
  #expect((masks != nil) == (rate > 0), sourceLocation: location)
  guard let masks else { return }
  #expect(masks.count == sizes[0], sourceLocation: location)
  for mask in masks {
    #expect(shape(mask) == Array(sizes[1...]), sourceLocation: location)
  }
}

/// The number of rows and the length of each; empty when these differ.
private func shape(_ rows: [[Double]]) -> [Int] {
  let columns = rows.first?.count ?? 0
  return rows.allSatisfy { $0.count == columns } ? [rows.count, columns] : []
}
