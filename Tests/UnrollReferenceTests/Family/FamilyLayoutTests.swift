import Testing
import UnrollReference

@Suite("Layout of the family")
struct FamilyLayoutTests {
  @Test("Parameters have the names, shapes and order of the specification")
  func everything() {
    let configuration = ReferenceStackConfiguration(
      input: .symbols(7), embeddingSize: 5, cell: ReferenceGRUCell(), hiddenSize: 3, layers: 2,
      isBidirectional: true, isNormalised: true, learnsInitialState: true,
      loss: .gaussian(size: 2))
    let direction = { (inputs: Int, suffix: String) -> [(String, [Int])] in
      [
        ("U" + suffix, [9, inputs]), ("W" + suffix, [9, 3]), ("b" + suffix, [9]),
        ("d" + suffix, [9]), ("gU" + suffix, [9]), ("gW" + suffix, [9]), ("a0" + suffix, [3]),
      ]
    }
    let expected: [(String, [Int])] =
      [("E", [7, 5])] + direction(5, "") + direction(5, "r") + direction(6, "2")
      + direction(6, "2r") + [("V", [4, 6]), ("c", [4])]
    let slices = configuration.slices
    #expect(slices.map(\.name) == expected.map(\.0))
    #expect(slices.map(\.dimensions) == expected.map(\.1))
    #expect(slices[0].range == 0..<35 && slices[1].range == 35..<80)
    #expect(configuration.parameterCount == slices.map(\.range.count).reduce(0, +))
    #expect(configuration.stateSlices.map(\.name) == ["a", "ar", "a2", "a2r"])
  }

  @Test("A cell has the parameters that it needs and no others", arguments: ReferenceCells.all())
  func needed(_ cell: any ReferenceCell) {
    var configuration = ReferenceStackConfiguration(
      input: .numbers(2), cell: cell, hiddenSize: 3, loss: .squaredError(size: 4))
    let family = [
      "rnn": "UWbVc", "lstm": "UWbVc", "gru": "UWbdVc", "mingru": "UbVc", "minlstm": "UbVc",
    ]
    let (W, d) = (cell.hasRecurrentProduct ? "W" : "", cell.hasRecurrentBias ? "d" : "")
    let plain = family[cell.name] ?? "U\(W)b\(d)Vc"
    #expect(configuration.slices.map(\.name).joined() == plain)
    let rows = 3 * cell.gateNames.count
    #expect(configuration.slices[0].dimensions == [rows, 2])
    configuration.isNormalised = true
    configuration.learnsInitialState = true
    let all = [
      "rnn": "U W b gU gW a0 V c", "lstm": "U W b gU gW a0 s0 V c",
      "gru": "U W b d gU gW a0 V c", "mingru": "U b gU a0 V c", "minlstm": "U b gU a0 V c",
    ]
    let names = configuration.slices.map(\.name).joined(separator: " ")
    if let expected = all[cell.name] { #expect(names == expected) }
  }

  @Test("The products of a gate are those of its rows, and a step reads them all")
  func gateRows() {
    // H = 2, so that gate g of neuron i is row 2 g + i. Input 1, hidden state (1, 0).
    for cell in ReferenceCells.all() {
      let configuration = ReferenceStackConfiguration(
        input: .numbers(1), cell: cell, hiddenSize: 2, loss: .squaredError(size: 1))
      let stack = ReferenceStack(
        configuration, flat: (0..<configuration.parameterCount).map { Double($0 % 23) / 8 - 1 })
      var state = ReferenceState(zeroFor: configuration)
      state.parts[0][0][0] = [1, 0]
      let pass = stack.forward(
        ReferenceStackSequence(inputs: .numbers([[1]]), targets: .numbers([[0]])),
        initialState: state)
      let step = pass.layers[0].directions[0].steps[0]
      let (U, W) = (stack["U"] ?? [], stack["W"] ?? [])
      let (b, d) = (stack["b"] ?? [], stack["d"] ?? [])
      for i in 0..<2 {
        let rows = cell.gateNames.indices.map { 2 * $0 + i }
        #expect(step.neurons[i].X == rows.map { U[$0] + b[$0] })
        let R = rows.map { row in W.isEmpty ? nil : W[2 * row] + (d.isEmpty ? 0 : d[row]) }
        #expect(step.neurons[i].R == R.compactMap { $0 })
        #expect(
          step.after.map { $0[i] }
            == cell.step(
              X: step.neurons[i].X, R: step.neurons[i].R, before: [[1.0, 0][i], 0]
            ).after
            .prefix(cell.stateNames.count).map { $0 })
      }
      #expect(stack["V2"] == nil)
    }
  }

  @Test("Normalised products are those on paper")
  func normalised() {
    // Rows 3, 1: mean 2, variance 1; rows 0, 8: mean 4, variance 16. W a = 5, 1: mean 3, variance 4.
    let configuration = ReferenceStackConfiguration(
      input: .numbers(1), cell: ReferenceGRUCell(), hiddenSize: 2, isNormalised: true,
      loss: .squaredError(size: 1))
    let U: [Double] = [3, 1, 0, 8, 5, 5]
    let W: [Double] = [5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let b: [Double] = [10, 20, 30, 40, 50, 60]
    let d: [Double] = [100, 200, 300, 400, 500, 600]
    let gU: [Double] = [2, 3, 4, 5, 6, 7]
    let gW: [Double] = [8, 9, 1, 1, 1, 1]
    let stack = ReferenceStack(configuration, flat: U + W + b + d + gU + gW + [0, 0, 0])
    let pass = stack.forward(
      ReferenceStackSequence(inputs: .numbers([[1]]), targets: .numbers([[0]])),
      initialState: ReferenceState(parts: [[[[1, 0]]]]))
    let step = pass.layers[0].directions[0].steps[0]
    let one = 1 / (1 + 1e-5).squareRoot()
    let four = 4 / (16 + 1e-5).squareRoot()
    let two = 2 / (4 + 1e-5).squareRoot()
    #expect(step.X == [10 + 2 * one, 20 - 3 * one, 30 - 4 * four, 40 + 5 * four, 50, 60])
    #expect(step.R == [100 + 8 * two, 200 - 9 * two, 300, 400, 500, 600])
  }

  @Test("A state goes into one array and back")
  func stateFlat() {
    let configuration = ReferenceStackConfiguration(
      input: .numbers(1), cell: ReferenceLSTMCell(), hiddenSize: 2, layers: 2,
      isBidirectional: true, loss: .squaredError(size: 1))
    let names = configuration.stateSlices.map(\.name)
    #expect(names == ["a", "s", "ar", "sr", "a2", "s2", "a2r", "s2r"])
    let flat = (0..<16).map(Double.init)
    let state = ReferenceState(flat: flat, for: configuration)
    #expect(state.flat == flat)
    #expect(state.parts[1][0] == [[8, 9], [10, 11]])
  }
}
