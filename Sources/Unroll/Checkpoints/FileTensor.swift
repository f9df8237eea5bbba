/// A tensor of a model file, and what it holds of a network's parameters.
struct FileTensor {
  /// What a tensor has to do with its parameter.
  enum Content {
    /// It is the parameter.
    case parameter
    /// PyTorch's second bias where the cell has one bias: zeros when written; when read it is added to
    /// the parameter, and it may be missing.
    case addend
    /// The parameter once more, so that a module with tied weights loads unchanged; it may be missing.
    case copy
  }

  let name: String
  let slice: ParameterTable.Slice
  let content: Content

  var shape: [Int] { slice.isVector ? [slice.rows] : [slice.rows, slice.columns] }

  /// How the names of all tensors begin; other names are nobody's concern.
  static let prefixes = ["embedding.", "characters.", "rnn.", "output."]

  /// The parameters of a direction and the tensors that hold them, in the order of the file.
  private static let parts = [
    ("U", "weight_ih"), ("W", "weight_hh"), ("b", "bias_ih"), ("d", "bias_hh"),
    ("gU", "gain_ih"), ("gW", "gain_hh"), ("a0", "initial_state"), ("s0", "initial_cell_state"),
  ]

  /// The tensors of a configuration that is known to be sound, in the order of the file.
  static func all(_ configuration: NetworkConfiguration) -> [FileTensor] {
    let slices = Dictionary(
      uniqueKeysWithValues: configuration.parameterTable.slices.map { ($0.name, $0) })
    var tensors: [FileTensor] = []
    func add(_ name: String, _ parameter: String, _ content: Content = .parameter) {
      guard let slice = slices[parameter] else { return }
      tensors.append(FileTensor(name: name, slice: slice, content: content))
    }
    let cell = configuration.cell
    let hasAddend = cell.hasRecurrentWeights && !cell.hasRecurrentBias
    func addDirections(
      _ prefix: String, layer: Int, of directions: Int, _ parameterName: (String) -> String
    ) {
      for isReverse in [false, true].prefix(directions) {
        for (letter, part) in parts {
          let name = "\(prefix)rnn.\(part)_l\(layer)" + (isReverse ? "_reverse" : "")
          let isAddend = letter == "d" && hasAddend
          let parameter = NetworkConfiguration.name(
            isAddend ? "b" : letter, layer: layer, isReverse: isReverse)
          add(name, parameterName(parameter), isAddend ? .addend : .parameter)
        }
      }
    }
    add("embedding.weight", "E")
    if let network = configuration.characterNetwork {
      add("characters.embedding.weight", NetworkConfiguration.characterName("E"))
      addDirections(
        "characters.", layer: 0, of: network.directions, NetworkConfiguration.characterName)
    }
    for layer in 0..<configuration.layers {
      addDirections("", layer: layer, of: configuration.directions) { $0 }
    }
    add("output.weight", "V")
    if configuration.tiesWeights { add("output.weight", "E", .copy) }
    add("output.bias", "c")
    return tensors
  }
}
