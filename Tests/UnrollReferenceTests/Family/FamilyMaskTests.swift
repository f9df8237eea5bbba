import Testing
import UnrollReference

@Suite("Masks of the family")
struct FamilyMaskTests {
  /// Some roundings of numbers about one.
  static let rounding = 1e-13

  static func example(
    _ cell: any ReferenceCell, choices: Set<FamilyExample.Choice>, layers: Int = 2,
    zoneout: Double = 0
  ) -> FamilyExample {
    FamilyExample(
      ReferenceStackConfiguration(
        input: .symbols(4), embeddingSize: 3, cell: cell, hiddenSize: 5, layers: layers,
        isBidirectional: true, zoneout: zoneout, cellZoneout: zoneout / 2,
        loss: .crossEntropy(classes: 3)),
      steps: 4, choices: choices, isStateGiven: true)
  }

  @Test("Masks of ones change nothing", arguments: FamilyExample.cells)
  func ones(_ cell: any ReferenceCell) {
    let example = Self.example(cell, choices: Set(FamilyExample.Choice.allCases))
    var ones = example.masks
    ones.input = ones.input?.map { $0.map { _ in 1 } }
    ones.layers = ones.layers?.map { $0.map { $0.map { _ in 1 } } }
    ones.recurrent = ones.recurrent?.map { $0.map { $0.map { _ in 1 } } }
    ones.zoneout = nil
    let plain = example.stack.forward(example.sequence, initialState: example.initialState)
    let masked = example.stack.forward(
      example.sequence, masks: ones, initialState: example.initialState)
    #expect(plain == masked)
    #expect(plain.outputs != example.pass.outputs)
  }

  @Test("The input's mask is on the embedded symbol at its own step")
  func input() {
    let example = Self.example(ReferenceLSTMCell(), choices: [.input])
    let plain = example.stack.forward(example.sequence, initialState: example.initialState)
    for t in 0..<4 {
      let mask = example.masks.input?[t] ?? []
      let expected = zip(plain.layers[0].inputs[t], mask).map { $0 * $1 }
      #expect(example.pass.layers[0].inputs[t] == expected)
    }
  }

  @Test("A layer's mask is on what it hands on, the last layer's on what the output reads")
  func layers() throws {
    let example = Self.example(ReferenceGRUCell(), choices: [.layers])
    let masks = try #require(example.masks.layers)
    let (stack, pass) = (example.stack, example.pass)
    for layer in 0..<2 {
      for t in 0..<4 {
        let record = pass.layers[layer]
        let expected = zip(record.outputs[t], masks[layer][t]).map { $0 * $1 }
        #expect(record.handedOn[t] == expected)
      }
    }
    #expect(pass.layers[1].inputs == pass.layers[0].handedOn)
    let (V, c) = (try #require(stack["V"]), try #require(stack["c"]))
    for t in 0..<4 {
      for k in 0..<3 {
        let o = (0..<10).reduce(c[k]) { $0 + V[10 * k + $1] * pass.layers[1].handedOn[t][$1] }
        #expect(abs(pass.outputs[t][k] - o) <= Self.rounding)
      }
    }
  }

  @Test(
    "A recurrent mask is one with the columns of W at every step, and is nowhere else",
    arguments: FamilyExample.cells)
  func recurrent(_ cell: any ReferenceCell) throws {
    let example = Self.example(cell, choices: [.recurrent])
    let masks = try #require(example.masks.recurrent)
    var scaled = example.stack
    for (layer, suffixes) in [["", "r"], ["2", "2r"]].enumerated() {
      for (direction, suffix) in suffixes.enumerated() {
        let slice = scaled.configuration.slices.first { $0.name == "W" + suffix }
        for index in slice?.range ?? 0..<0 {
          let column = (index - (slice?.range.lowerBound ?? 0)) % 5
          scaled.flat[index] *= masks[layer][direction][column]
        }
      }
    }
    let expected = scaled.forward(example.sequence, initialState: example.initialState)
    for (o, other) in zip(example.pass.outputs.joined(), expected.outputs.joined()) {
      #expect(abs(o - other) <= Self.rounding)
    }
  }

  @Test("Zoneout keeps the chosen numbers of the old state, each part by its own choice")
  func zoneout() throws {
    let example = Self.example(ReferenceLSTMCell(), choices: [.zoneout])
    let k = try #require(example.masks.zoneout)
    var differing = 0
    for layer in 0..<2 {
      for direction in 0..<2 {
        for t in 0..<4 {
          let step = example.pass.layers[layer].directions[direction].steps[t]
          for part in 0..<2 {
            for i in 0..<5 {
              let isKept = k[layer][direction][part][t][i] == 1
              let new = step.neurons[i].after[part]
              #expect(step.after[part][i] == (isKept ? step.before[part][i] : new))
            }
          }
          // The output gate reads the cell state as it was before zoneout.
          for i in 0..<5 {
            let neuron = step.neurons[i]
            let h = neuron.gates[3] * Activation.tanh.value(at: neuron.after[1])
            #expect(neuron.after[0] == h)
          }
          if k[layer][direction][0][t] != k[layer][direction][1][t] { differing += 1 }
        }
      }
    }
    #expect(differing > 0)
  }

  @Test("Without a choice zoneout takes its expected value", arguments: FamilyExample.cells)
  func expectedZoneout(_ cell: any ReferenceCell) {
    let example = Self.example(cell, choices: [], zoneout: 0.25)
    var masks = ReferenceMasks()
    let rates = [0.25, 0.125].prefix(cell.stateNames.count)
    masks.zoneout = (0..<2).map { _ in
      (0..<2).map { _ in rates.map { rate in (0..<4).map { _ in (0..<5).map { _ in rate } } } }
    }
    let explicit = example.stack.forward(
      example.sequence, masks: masks, initialState: example.initialState)
    #expect(explicit == example.pass)
    let without = Self.example(cell, choices: [])
    #expect(without.pass.outputs != example.pass.outputs)
  }

  #if os(Linux) || os(macOS)
    @Test("Masks of another shape are a programmer's error")
    func wrongShapes() async {
      await #expect(processExitsWith: .failure) {
        let example = FamilyMaskTests.example(ReferenceLSTMCell(), choices: [.recurrent])
        var masks = example.masks
        masks.recurrent?[1][1].append(1)
        _ = example.stack.forward(example.sequence, masks: masks)
      }
      await #expect(processExitsWith: .failure) {
        let example = FamilyMaskTests.example(ReferenceLSTMCell(), choices: [.zoneout])
        _ = example.stack.forward(example.sequence[0..<3], masks: example.masks)
      }
    }
  #endif
}
