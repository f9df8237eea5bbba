// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// The sizes of what reads the characters of words.
public struct ReferenceSpelling: Equatable, Codable, Sendable {
  /// The number of different characters.
  public var characters: Int
  /// D_c, the width of the embedding E_c.
  public var embeddingSize: Int
  /// H_c, the neurons of each direction.
  public var hiddenSize: Int

  /// Sizes, each at least one.
  public init(characters: Int, embeddingSize: Int, hiddenSize: Int) {
    self.characters = characters
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
  }
}

/// Everything that is computed over the characters of one word.
public struct ReferenceWordPass: Equatable, Codable, Sendable {
  /// The characters, counted from zero.
  public let characters: [Int]
  /// e_k, [K, D_c].
  public let embedded: [[Double]]
  /// Forward, and reverse.
  public let directions: [ReferenceDirectionPass]
  /// c, the states of both after the last character that they read, [2 H_c].
  public let result: [Double]
}

/// The parameters that read characters, or a gradient by them; empty where words are not spelled.
struct CharacterParameters {
  /// E_c, the embedding of characters, [characters, D_c].
  var E: Matrix
  /// Forward, and reverse.
  var directions: [DirectionParameters]

  var flat: [Double] { E.values + directions.flatMap(\.flat) }
}

extension ReferenceStackConfiguration {
  /// The network of the characters of a word: one layer in both directions, with an embedding.
  var characterNetwork: ReferenceStackConfiguration? {
    spelling.map {
      ReferenceStackConfiguration(
        input: .symbols($0.characters), embeddingSize: $0.embeddingSize, cell: cell,
        hiddenSize: $0.hiddenSize, isBidirectional: true, loss: .crossEntropy(classes: 1))
    }
  }
}

extension ReferenceStack {
  /// c of a word, from the characters on.
  ///
  ///     e_k = E_c[character k]        c = [a→_K, a←_1]
  func readWord(_ characters: [Int], _ parameters: CharacterParameters) -> ReferenceWordPass {
    let e = characters.map { character in
      (0..<parameters.E.columns).map { parameters.E[character, $0] }
    }
    let passes = directions(parameters).map { direction in
      let H = direction.configuration.hiddenSize
      return direction.forward(
        e, from: configuration.cell.stateNames.map { _ in Array(repeating: 0, count: H) },
        recurrentMask: Array(repeating: 1, count: H), keep: nil)
    }
    return ReferenceWordPass(
      characters: characters, embedded: e, directions: passes,
      result: passes.flatMap { $0.finalState[0] })
  }

  /// Adds the derivatives of all that reads characters, from those by c of one word.
  ///
  ///     da→_K = first half of dc      da←_1 = second half      dE_c[character k] += de_k
  func readWordBackward(
    _ pass: ReferenceWordPass, dc: [Double], _ parameters: CharacterParameters,
    gradient: inout CharacterParameters
  ) {
    for (d, direction) in directions(parameters).enumerated() {
      let H = direction.configuration.hiddenSize
      var dA = pass.characters.map { _ in Array(repeating: 0.0, count: H) }
      dA[d == 0 ? dA.count - 1 : 0] = Array(dc[d * H..<(d + 1) * H])
      let de = direction.backward(
        pass.directions[d], x: pass.embedded, dA: dA, gradient: &gradient.directions[d]
      ).dx
      for (character, de) in zip(pass.characters, de) {
        for j in de.indices { gradient.E[character, j] += de[j] }
      }
    }
  }

  /// Both directions over the characters of a word.
  private func directions(_ parameters: CharacterParameters) -> [ReferenceDirection] {
    guard let network = configuration.characterNetwork else { return [] }
    return parameters.directions.enumerated().map { d, parameters in
      ReferenceDirection(configuration: network, parameters: parameters, isReverse: d == 1)
    }
  }
}

extension ReferenceStackPass {
  /// All passes of one direction over a sequence: of the layers, and of the characters of words.
  public var allDirections: [ReferenceDirectionPass] {
    layers.flatMap(\.directions) + words.flatMap(\.directions)
  }
}
