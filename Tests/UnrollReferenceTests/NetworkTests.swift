import Foundation
import Testing
import UnrollReference

@Suite("Network")
struct NetworkTests {
  @Test("Flat parameters are U, W, b, V, c, each row after row")
  func flatOrder() {
    let network = ReferenceNetwork(
      U: Matrix([[1, 2, 3], [4, 5, 6]]), W: Matrix([[7, 8], [9, 10]]), b: [11, 12],
      V: Matrix([[13, 14]]), c: [15])
    #expect(network.flat == (1...15).map(Double.init))
    #expect(network.shape.slices.map(\.name) == ["U", "W", "b", "V", "c"])
    #expect(network.shape.slices.map(\.range) == [0..<6, 6..<10, 10..<12, 12..<14, 14..<15])
    #expect(network.shape.slices.map(\.dimensions) == [[2, 3], [2, 2], [2], [1, 2], [1]])
    #expect(network.shape.parameterCount == 15)
    var other = ReferenceNetwork(shape: network.shape)
    other.flat = network.flat
    #expect(other == network)
  }

  @Test("Initial weights are within the limits of Glorot and Bengio and biases are zero")
  func xavier() throws {
    let shape = NetworkShape(inputSize: 30, hiddenSize: 20, outputSize: 10)
    let network = ReferenceNetwork(shape: shape, seed: 7)
    for (matrix, sum) in [(network.U, 50.0), (network.W, 40), (network.V, 30)] {
      let limit = (6 / sum).squareRoot()
      let largest = try #require(matrix.values.map { abs($0) }.max())
      #expect(largest <= limit && largest > 0.95 * limit)
      let mean = matrix.values.reduce(0, +) / Double(matrix.values.count)
      // Four standard deviations of the mean of uniform numbers.
      #expect(abs(mean) < 4 * limit / (3 * Double(matrix.values.count)).squareRoot())
    }
    #expect(network.b.allSatisfy { $0 == 0 } && network.c.allSatisfy { $0 == 0 })
    #expect(network == ReferenceNetwork(shape: shape, seed: 7))
    #expect(network != ReferenceNetwork(shape: shape, seed: 8))
  }

  @Test("The generator draws the numbers of its authors' reference")
  func splitMix() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }

  @Test(
    "Both derivatives of an activation agree with its differences", arguments: Activation.allCases)
  func derivatives(_ activation: Activation) {
    for z in [-30, -2.5, -0.3, 0.2, 1.7, 30] {
      let s = 1e-5
      let difference = (activation.value(at: z + s) - activation.value(at: z - s)) / (2 * s)
      #expect(abs(activation.derivative(at: z) - difference) < 1e-9)
      #expect(
        activation.derivative(fromValue: activation.value(at: z)) == activation.derivative(at: z))
    }
    #expect(activation.value(at: .nan).isNaN && activation.derivative(at: .nan).isNaN)
    #expect(activation.value(at: -1e6).isFinite)
  }

  @Test("A softmax with loss is right where its numbers are known")
  func softmax() {
    let output = OutputKind.softmaxCrossEntropy
    let o = [log(3.0), 0]
    let yHat = output.prediction(o)
    #expect(abs(yHat[0] - 0.75) < 1e-15 && abs(yHat[1] - 0.25) < 1e-15)
    let losses = output.loss(o, target: [0, 1])
    #expect(losses[0] == 0 && abs(losses[1] - log(4.0)) < 1e-15)
    let delta = output.diagonalDerivative(prediction: [0.75, 0.25], target: [0, 1])
    #expect(delta == Matrix([[0.75, 0], [0, -0.75]]))
    let jacobian = output.jacobian(prediction: [0.75, 0.25], target: [0, 1])
    #expect(jacobian == Matrix([[0, 0], [0.75, -0.75]]))
    #expect(jacobian.summedOverRows() == delta.summedOverRows())
  }

  @Test("Large logits neither overflow nor make zero times infinity")
  func largeLogits() {
    let output = OutputKind.softmaxCrossEntropy
    #expect(output.prediction([1000, -1000]) == [1, 0])
    #expect(output.loss([1000, -1000], target: [1, 0]) == [0, 0])
    #expect(output.loss([1000, -1000], target: [0, 1]) == [0, 2000])
  }

  @Test("Every sequence starts from a hidden state of zero")
  func zeroState() {
    let example = Example(sizes: (2, 3, 2), lengths: [2, 3])
    for pass in example.passes {
      #expect(pass.steps[0].aBefore == [0, 0, 0])
      for (before, after) in zip(pass.steps, pass.steps.dropFirst()) {
        #expect(after.aBefore == before.a)
      }
    }
    #expect(example.passes[1] == example.network.forward(example.batch[1]))
  }

  @Test("Matrices and tensors are nested arrays in JSON, and ragged ones are refused")
  func json() throws {
    let matrix = Matrix([[1, 2], [3, 4], [5, 6]])
    #expect(
      String(decoding: try JSONEncoder().encode(matrix), as: UTF8.self) == "[[1,2],[3,4],[5,6]]")
    var tensor = Tensor3(slices: 2, rows: 1, columns: 3)
    tensor[1, 0, 2] = 7
    let data = try JSONEncoder().encode(tensor)
    #expect(String(decoding: data, as: UTF8.self) == "[[[0,0,0]],[[0,0,7]]]")
    #expect(try JSONDecoder().decode(Tensor3.self, from: data) == tensor)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix.self, from: Data("[[1,2],[3]]".utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Tensor3.self, from: Data("[[[1,2]],[[3]]]".utf8))
    }
  }
}
