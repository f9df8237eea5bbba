/// How a network reads words by their characters, beside the vectors that it has for words that it
/// knows.
///
///     x_t = [E[w_t], c_t]        c_t = [a→ after the last character, a← after the first one]
///
/// c_t is what one recurrent layer makes of the word's characters in both directions, with the cell of
/// the network and an embedding E_c of characters: Ling et al., 2015, "Finding function in form",
/// doi:10.18653/v1/D15-1176; Plank, Søgaard and Goldberg, 2016, doi:10.18653/v1/P16-2067. A word that
/// the network does not know is symbol 0; its spelling tells what it is.
public struct SpellingConfiguration: Sendable, Codable, Equatable {
  /// The number of different characters.
  public var characters: Int
  /// The size of the vectors that stand for characters.
  public var embeddingSize: Int
  /// The hidden neurons of each direction, H_c; c_t is 2 H_c wide.
  public var hiddenSize: Int
  /// How often a word is read as unknown in training, 0 to below 1, drawn for each time step: the only
  /// way in which E[0] learns where training data has no unknown words.
  public var wordDropout: Double

  /// Creates a choice; nothing is checked before a network is made of it.
  public init(characters: Int, embeddingSize: Int, hiddenSize: Int, wordDropout: Double = 0) {
    self.characters = characters
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
    self.wordDropout = wordDropout
  }
}

extension NetworkConfiguration {
  /// The network that reads the characters of words: its layer, its embedding, and no output of its
  /// own. Nil where words are not spelled.
  var characterNetwork: NetworkConfiguration? {
    guard let spelling else { return nil }
    var network = NetworkConfiguration(
      input: .symbols(count: spelling.characters), embeddingSize: spelling.embeddingSize,
      cell: cell, hiddenSize: spelling.hiddenSize, activation: activation,
      output: .symbols(count: 1))
    network.isBidirectional = true
    return network
  }

  /// The width of what spellings add to the first layer's inputs: 2 H_c, or nothing.
  var spellingWidth: Int { spelling.map { 2 * $0.hiddenSize } ?? 0 }

  /// The name of a parameter of the character network in the table of the whole one: U becomes Uc, Ur
  /// becomes Ucr.
  static func characterName(_ name: String) -> String {
    name.hasSuffix("r") ? "\(name.dropLast())cr" : name + "c"
  }
}
