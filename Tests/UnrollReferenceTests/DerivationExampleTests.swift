import Foundation
import Testing
import UnrollReference

@Suite("Example of the derivation")
struct DerivationExampleTests {
  func decode(_ json: String) throws -> DerivationExample {
    try JSONDecoder().decode(DerivationExample.self, from: Data(json.utf8))
  }

  @Test("An empty object is the default example")
  func empty() throws {
    #expect(try decode("{}") == DerivationExample())
  }

  @Test("Every part can be given, and comes back from JSON")
  func everyPart() throws {
    let example = try decode(
      """
      {"inputSize": 1, "hiddenSize": 2, "outputSize": 1, "steps": 2, "seed": 9,
       "activation": "logistic", "output": "identitySquaredError", "learningRate": 0.5,
       "reduction": "mean", "U": [[1], [2]], "W": [[0, 1], [1, 0]], "b": [1, 2], "V": [[3, 4]],
       "c": [5], "inputs": [[1], [2]], "targets": [[3], [4]]}
      """)
    let (network, sequence) = try example.resolved()
    #expect(network.flat == [1, 2, 0, 1, 1, 0, 1, 2, 3, 4, 5])
    #expect(network.activation == .logistic && network.output == .identitySquaredError)
    #expect(sequence.inputs == [[1], [2]] && sequence.targets == [[3], [4]])
    #expect(example.seed == 9 && example.learningRate == 0.5 && example.reduction == .mean)
    let data = try JSONEncoder().encode(example)
    #expect(try JSONDecoder().decode(DerivationExample.self, from: data) == example)
  }

  @Test("Sizes that are not given follow from the arrays that are")
  func inferred() throws {
    let (network, sequence) = try decode(
      #"{"b": [0, 0, 0, 0, 0], "V": [[1, 2, 3, 4, 5]], "inputs": [[1, 2, 3], [4, 5, 6]]}"#
    ).resolved()
    #expect(network.shape == NetworkShape(inputSize: 3, hiddenSize: 5, outputSize: 1))
    #expect(sequence.count == 2 && sequence.targets == [[1], [1]])
  }

  @Test("A key that means nothing is an error")
  func unknownKey() {
    let error = #expect(throws: DerivationError.self) { try decode(#"{"u": [[1]]}"#) }
    #expect(error?.description.contains("\"u\" is not a part of an example") == true)
    #expect(throws: DecodingError.self) { try decode(#"{"activation": "sine"}"#) }
    #expect(throws: DecodingError.self) { try decode(#"{"U": 3}"#) }
  }

  /// A wrong example and its error.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let json: String
    let error: DerivationError
    var testDescription: String { json }

    init(_ json: String, _ error: DerivationError) {
      self.json = json
      self.error = error
    }
  }

  @Test(
    "A mistake is an error that names the array, its shape and the expected one",
    arguments: [
      Mistake(#"{"hiddenSize": 0}"#, .size("hiddenSize", 0)),
      Mistake(#"{"steps": -1}"#, .size("steps", -1)),
      Mistake(#"{"inputs": []}"#, .size("steps", 0)),
      Mistake(#"{"inputs": [[]]}"#, .size("inputSize", 0)),
      Mistake(#"{"U": [[1, 2], [3]]}"#, .ragged("U", lengths: [2, 1])),
      Mistake(
        #"{"hiddenSize": 3, "U": [[1, 2], [3, 4]]}"#, .shape("U", found: [2, 2], expected: [3, 2])),
      Mistake(#"{"W": [[1, 2]]}"#, .shape("W", found: [1, 2], expected: [1, 1])),
      Mistake(
        #"{"U": [[1], [2]], "b": [1, 2, 3]}"#, .shape("b", found: [3], expected: [2])),
      Mistake(#"{"V": [[1, 2]], "b": [1]}"#, .shape("V", found: [1, 2], expected: [1, 1])),
      Mistake(#"{"outputSize": 3, "c": [1]}"#, .shape("c", found: [1], expected: [3])),
      Mistake(
        #"{"inputSize": 3, "inputs": [[1, 0]]}"#,
        .shape("inputs", found: [1, 2], expected: [1, 3])),
      Mistake(
        #"{"inputs": [[1, 0]], "targets": [[1, 0], [0, 1]]}"#,
        .shape("targets", found: [2, 2], expected: [1, 2])),
      Mistake(#"{"targets": [[1, 0], [1, 1]]}"#, .notADistribution(step: 2, target: [1, 1])),
      Mistake(#"{"targets": [[2, -1]]}"#, .notADistribution(step: 1, target: [2, -1])),
      Mistake(#"{"learningRate": -0.1}"#, .learningRate(-0.1)),
    ])
  func mistakes(_ mistake: Mistake) {
    let error = #expect(throws: DerivationError.self) { try decode(mistake.json).resolved() }
    #expect(error == mistake.error)
    #expect(error?.description.isEmpty == false)
  }

  @Test("A number that is not finite is refused with its place")
  func notFinite() {
    var example = DerivationExample()
    example.W = [[0, 0, 0], [0, 0, .infinity], [0, 0, 0]]
    #expect(throws: DerivationError.notFinite("W", at: [2, 3], value: .infinity)) {
      try example.resolved()
    }
    example.W = nil
    example.c = [0, -.infinity]
    #expect(throws: DerivationError.notFinite("c", at: [2], value: -.infinity)) {
      try example.resolved()
    }
    example.c = nil
    example.learningRate = .nan
    #expect(throws: DerivationError.self) { try example.resolved() }
  }

  @Test("Sizes that no machine holds are refused before anything is made of them")
  func tooLarge() {
    for size in [300, 1_000_000_000, Int.max] {
      var example = DerivationExample()
      example.hiddenSize = size
      let error = #expect(throws: DerivationError.self) { try example.resolved() }
      guard case .tooManyNumbers(_, limit: 10_000_000) = error else {
        Issue.record("\(size) gave \(String(describing: error))")
        continue
      }
    }
  }

  @Test("Tensors that fit, but finite differences that take minutes, are refused as well")
  func tooMuchWork() {
    var example = DerivationExample()
    (example.inputSize, example.hiddenSize) = (100_000, 1)
    let error = #expect(throws: DerivationError.self) { try example.resolved() }
    guard case .tooMuchWork(let work, limit: 1e10) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(work > 1e11)
  }
}
