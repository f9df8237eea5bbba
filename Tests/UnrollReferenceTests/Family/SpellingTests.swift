import Testing

@testable import UnrollReference

@Suite("Words read by their characters, in Double")
struct SpellingTests {
  private static func stack(_ cell: any ReferenceCell, isBidirectional: Bool) -> ReferenceStack {
    let configuration = ReferenceStackConfiguration(
      input: .symbols(3), embeddingSize: 2, cell: cell, hiddenSize: 2,
      isBidirectional: isBidirectional, loss: .crossEntropy(classes: 3),
      spelling: ReferenceSpelling(characters: 4, embeddingSize: 3, hiddenSize: 2))
    var generator = SplitMix64(seed: 7)
    return ReferenceStack(
      configuration,
      flat: (0..<configuration.parameterCount).map { _ in 0.8 * generator.nextSymmetric() })
  }

  private static let sequence = ReferenceStackSequence(
    inputs: .symbols([2, 0, 2, 1]), targets: .symbols([0, 2, 1, 1]),
    spellings: [[3, 0, 1], [2], [3, 0, 1], [1, 1]])

  @Test("The reverse sweep equals finite differences", arguments: FamilyExample.cells)
  func differences(_ cell: any ReferenceCell) {
    for isBidirectional in [false, true] {
      let stack = Self.stack(cell, isBidirectional: isBidirectional)
      let gradient = stack.gradient(Self.sequence).parameters
      let comparison = GradientComparison(
        gradient, reference: stack.finiteDifferences(Self.sequence).parameters,
        slices: stack.configuration.slices, measure: .componentwise,
        tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "\(comparison)")
      for slice in stack.configuration.slices {
        #expect(gradient[slice.range].contains { abs($0) > 1e-4 }, "\(slice.name)")
      }
    }
  }

  @Test("Arrays of characters stand between the embedding and the layers")
  func names() {
    let names = Self.stack(ReferenceVanillaCell(), isBidirectional: false).configuration.slices
      .map(\.name)
    #expect(names == ["E", "Ec", "Uc", "Wc", "bc", "Ucr", "Wcr", "bcr", "U", "W", "b", "V", "c"])
  }

  @Test("A word of one character is one step of each direction from zero")
  func oneCharacter() throws {
    let stack = Self.stack(ReferenceVanillaCell(), isBidirectional: false)
    let word = stack.forward(Self.sequence).words[1]
    let e = try #require(stack["Ec"])[6..<9]
    for (direction, suffix) in ["c", "cr"].enumerated() {
      let u = try #require(stack["U" + suffix])
      let b = try #require(stack["b" + suffix])
      for i in 0..<2 {
        let z = zip(u[3 * i..<3 * i + 3], e).reduce(b[i]) { $0 + $1.0 * $1.1 }
        #expect(abs(word.result[2 * direction + i] - tanhOf(z)) < 1e-15)
      }
    }
    #expect(stack.forward(Self.sequence).layers[0].inputs[1].suffix(4) == word.result[...])
  }

  private func tanhOf(_ z: Double) -> Double { Activation.tanh.value(at: z) }
}
