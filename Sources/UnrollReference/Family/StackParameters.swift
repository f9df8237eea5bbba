// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The parameters keep the letters of the derivation, capitals included.

/// The parameters of one direction of one layer, or a gradient by them; empty where there is none.
struct DirectionParameters {
  /// The weights of the input, [G H, I_l].
  var U: Matrix
  /// The weights of the state, [G H, H].
  var W: Matrix
  /// The biases of the input's products, [G H].
  var b: [Double]
  /// The biases of the recurrent products, [G H].
  var d: [Double]
  /// The gains of the normalised products of the input, [G H].
  var gU: [Double]
  /// The gains of the normalised recurrent products, [G H].
  var gW: [Double]
  /// The learned initial state, [part][H].
  var initial: [[Double]]

  var flat: [Double] { U.values + W.values + b + d + gU + gW + initial.flatMap { $0 } }
}

/// The parameters of a ``ReferenceStack`` by letter, or a gradient by them; empty where there is
/// none.
struct StackParameters {
  /// The embedding, [I, D].
  var E: Matrix
  /// What reads the characters of words.
  var characters: CharacterParameters
  /// The layers, [layer][direction].
  var layers: [[DirectionParameters]]
  /// The weights of the output, [K', Y].
  var V: Matrix
  /// The biases of the output, [K'].
  var c: [Double]

  /// Cuts a flat array.
  init(_ flat: [Double], for configuration: ReferenceStackConfiguration) {
    var taken = 0
    func take(_ count: Int) -> [Double] {
      taken += count
      return Array(flat[taken - count..<taken])
    }
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(rows: rows, columns: columns, values: take(rows * columns))
    }

    E = matrix(
      configuration.embeddingSize == nil ? 0 : configuration.input.size,
      configuration.embeddingSize ?? 0)
    func direction(
      _ layer: Int, _ configuration: ReferenceStackConfiguration
    ) -> DirectionParameters {
      let (cell, H) = (configuration.cell, configuration.hiddenSize)
      let rows = cell.gateNames.count * H
      let rowsOfW = cell.hasRecurrentProduct ? rows : 0
      return DirectionParameters(
        U: matrix(rows, configuration.inputWidth(ofLayer: layer)),
        W: matrix(rowsOfW, H),
        b: take(rows),
        d: take(cell.hasRecurrentBias ? rows : 0),
        gU: take(configuration.isNormalised ? rows : 0),
        gW: take(configuration.isNormalised ? rowsOfW : 0),
        initial: configuration.learnsInitialState ? cell.stateNames.map { _ in take(H) } : [])
    }
    let network = configuration.characterNetwork
    characters = CharacterParameters(
      E: matrix(network?.input.size ?? 0, network?.embeddingSize ?? 0),
      directions: network.map { [direction(0, $0), direction(0, $0)] } ?? [])
    layers = (0..<configuration.layers).map { layer in
      (0..<configuration.directions).map { _ in direction(layer, configuration) }
    }
    V = matrix(
      configuration.isTied ? 0 : configuration.loss.outputSize, configuration.layerWidth)
    c = take(configuration.loss.outputSize)
  }

  /// All numbers in the order of ``ReferenceStackConfiguration/slices``.
  var flat: [Double] {
    E.values + characters.flat + layers.flatMap { $0.flatMap(\.flat) } + V.values + c
  }
}
