import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The step of each cell keeps numbers where they belong")
struct CellStepLimitTests {
  /// Where exponentials are subnormal, underflow, overflow, and far beyond.
  static let extremes: [Float] = [-1e4, -200, -100, -88, -1, 0, 1, 88, 100, 200, 1e4]

  @Test("Products that saturate every gate give the twin's numbers", arguments: CellKernel.all)
  func extremes(kernel: CellKernel) {
    let count = Self.extremes.count
    var operands = StepCase(kernel, rows: count, hidden: count)
    for row in 0..<count {
      for j in 0..<count {
        for gate in 0..<operands.gates {
          let choices = [row, j, (row + 2 * j) % count, (3 * row + j) % count]
          operands.inputs[row, gate * count + j] = Self.extremes[choices[gate]]
        }
      }
    }
    let expected = ExpectedStep(operands)
    for level in InstructionSet.available {
      for difference in expected.differences(operands.compute(level)) {
        Issue.record("\(level.name), \(kernel): \(difference)")
      }
    }
  }

  /// Four roundings in each share, and one in the sum of the two.
  static let shareRoundings = 10.0

  @Test("The shares of the minimal LSTM add up to one, whatever its gates")
  func shares() {
    let count = Self.extremes.count
    var operands = StepCase(.minimalLSTM, rows: count, hidden: count)
    for row in 0..<count {
      for j in 0..<count {
        operands.inputs[row, j] = Self.extremes[row]
        operands.inputs[row, count + j] = Self.extremes[j]
      }
    }
    func state(_ level: InstructionSet, previous: Float, candidate: Float) -> PlainMatrix {
      for row in 0..<count {
        for j in 0..<count {
          operands.previous[0][row, j] = previous
          operands.inputs[row, 2 * count + j] = candidate
        }
      }
      return operands.compute(level).states[0]
    }
    for level in InstructionSet.available {
      let (past, share) = (
        state(level, previous: 1, candidate: 0), state(level, previous: 0, candidate: 1)
      )
      for (f, i) in zip(past.values, share.values) {
        #expect(f >= 0 && i >= 0, "\(level.name)")
        #expect(
          (Double(f) + Double(i) - 1).magnitude <= Self.shareRoundings * unitRoundoff,
          "\(level.name), \(f) + \(i)")
      }
      // Gates that both underflow still weigh against each other: equal ones half and half.
      for same in 0..<count { #expect(past[same, same] == 0.5, "\(level.name)") }
    }
  }

  @Test("NaN in a product or a gradient stays in its row and its neuron", arguments: CellKernel.all)
  func nan(kernel: CellKernel) {
    let sound = StepCase(kernel, rows: 3, hidden: 17, zoneout: .rate)
    let (row, neuron) = (1, 9)
    var cases: [StepCase] = (0..<sound.gates).map { gate in
      var ill = sound
      ill.inputs[row, gate * 17 + neuron] = .nan
      return ill
    }
    var ill = sound
    ill.dOutput[row, neuron] = .nan
    cases.append(ill)
    for level in InstructionSet.available {
      let expected = sound.compute(level).numbers(hidden: 17)
      for (index, ill) in cases.enumerated() {
        let result = ill.compute(level)
        for (a, b) in zip(result.numbers(hidden: 17), expected)
        where (a.row, a.neuron) != (row, neuron) {
          #expect(a.value.bitPattern == b.value.bitPattern, "\(level.name), \(kernel), \(index)")
        }
        if index < sound.gates {
          #expect(result.zoned[0][row, neuron].isNaN, "\(level.name), \(kernel), gate \(index)")
        } else {
          for gate in 0..<sound.gates {
            let gradient = result.dInputs[row, gate * 17 + neuron]
            #expect(gradient.isNaN, "\(level.name), \(kernel), gate \(gate)")
          }
        }
      }
    }
  }

  @Test(
    "Padding has no influence, and stays finite when it is", arguments: CellKernel.all,
    [ZoneoutCase.none, .rate])
  func padding(kernel: CellKernel, zoneout: ZoneoutCase) {
    for hidden in [1, 7, 9, 17] {
      let operands = StepCase(kernel, rows: 3, hidden: hidden, zoneout: zoneout)
      for level in InstructionSet.available {
        let values = operands.compute(level, filler: .nan).values
        for filler: Float in [0, 1, 100, -100, 1e4, -1e4] {
          let result = operands.compute(level, filler: filler)
          let difference = firstDifferenceInBits(result.values, from: values)
          #expect(difference == nil, "\(level.name), \(operands.name), padding \(filler)")
          let isFinite = result.padding.map(\.isFinite)
          #expect(
            isFinite.contains(true) && !isFinite.contains(false),
            "\(level.name), \(operands.name), padding \(filler)")
        }
      }
    }
  }

  @Test(
    "A row has the same bits alone, among others, and when its inputs are looked up",
    arguments: CellKernel.all, ZoneoutCase.allCases)
  func rows(kernel: CellKernel, zoneout: ZoneoutCase) {
    for hidden in [3, 17] {
      let operands = StepCase(kernel, rows: 9, hidden: hidden, zoneout: zoneout)
      let (alone, parts) = ((0..<9).map { $0..<$0 + 1 }, [4..<9, 0..<4])
      let order = [5, 0, 5, 8, 1, 7, 2, 2, 3]
      var looked = operands
      for (row, index) in order.enumerated() {
        for column in 0..<operands.inputs.columns {
          looked.inputs[row, column] = operands.inputs[index, column]
        }
      }
      for level in InstructionSet.available {
        let values = operands.compute(level).values
        for ranges in [alone, parts] {
          let difference = firstDifferenceInBits(
            operands.compute(level, ranges: ranges).values, from: values)
          #expect(difference == nil, "\(level.name), \(operands.name), \(ranges.count) parts")
        }
        for ranges in [alone, [0..<9]] {
          let difference = firstDifferenceInBits(
            operands.compute(level, ranges: ranges, indices: IndexOwner(order)).values,
            from: looked.compute(level).values)
          #expect(difference == nil, "\(level.name), \(operands.name), looked up")
        }
      }
    }
  }

  @Test("What zoneout keeps has the bits it had, and what it doesn't has the step's")
  func kept() throws {
    for kernel in CellKernel.all {
      let operands = StepCase(kernel, rows: 5, hidden: 17, zoneout: .draws)
      for level in InstructionSet.available {
        let result = operands.compute(level)
        for part in 0..<operands.parts {
          let keep = try #require(operands.keep[part])
          let expected = keep.values.indices.map {
            keep.values[$0] == 1
              ? operands.previous[part].values[$0] : result.states[part].values[$0]
          }
          #expect(result.zoned[part].values == expected, "\(level.name), \(kernel)")
        }
      }
    }
  }
}
