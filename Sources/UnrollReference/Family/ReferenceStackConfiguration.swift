/// What the steps of an input are.
public enum ReferenceInput: Equatable, Codable, Sendable {
  /// One of I symbols: a one-hot vector, or a row of the embedding.
  case symbols(Int)
  /// I numbers, taken as they are.
  case numbers(Int)

  /// I.
  public var size: Int {
    switch self {
    case .symbols(let size), .numbers(let size): size
    }
  }
}

/// Everything about a ``ReferenceStack`` but its parameters.
public struct ReferenceStackConfiguration: Sendable {
  /// What the network reads.
  public var input: ReferenceInput
  /// D, the width of the embedding E [I, D]; nil without. Only for symbols.
  public var embeddingSize: Int?
  /// What reads the characters of words, where inputs are such; nil without. Only with an embedding.
  public var spelling: ReferenceSpelling?
  /// The cell of every layer.
  public var cell: any ReferenceCell
  /// H, the number of neurons of one direction of one layer.
  public var hiddenSize: Int
  /// L, the number of layers.
  public var layers: Int
  /// Whether every layer also runs from the end of a sequence to its beginning.
  public var isBidirectional: Bool
  /// Whether layers from the second on add what they read to what they say.
  public var isResidual: Bool
  /// Whether the products of each gate are normalised over the neurons.
  public var isNormalised: Bool
  /// Whether the state before the first step is a parameter.
  public var learnsInitialState: Bool
  /// Whether the output layer's V is the embedding E; then D = Y and the output has I classes.
  public var isTied: Bool
  /// The zoneout rate of the hidden state a: what k is where no mask is given.
  public var zoneout: Double
  /// The zoneout rate of the other parts of the state, the cell state s of the LSTM.
  public var cellZoneout: Double
  /// The loss, which says how wide the output is.
  public var loss: ReferenceLoss

  /// A configuration; the sizes are at least one.
  public init(
    input: ReferenceInput, embeddingSize: Int? = nil,
    cell: any ReferenceCell = ReferenceVanillaCell(), hiddenSize: Int, layers: Int = 1,
    isBidirectional: Bool = false, isResidual: Bool = false, isNormalised: Bool = false,
    learnsInitialState: Bool = false, isTied: Bool = false,
    zoneout: Double = 0, cellZoneout: Double = 0, loss: ReferenceLoss,
    spelling: ReferenceSpelling? = nil
  ) {
    self.spelling = spelling
    self.input = input
    self.embeddingSize = embeddingSize
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.isBidirectional = isBidirectional
    self.isResidual = isResidual
    self.isNormalised = isNormalised
    self.learnsInitialState = learnsInitialState
    self.isTied = isTied
    self.zoneout = zoneout
    self.cellZoneout = cellZoneout
    self.loss = loss
  }

  /// One or two.
  public var directions: Int { isBidirectional ? 2 : 1 }

  /// Y, what a layer says at one step: H or 2 H.
  public var layerWidth: Int { directions * hiddenSize }

  /// What a layer reads at one step: D or I for the first, and 2 H_c more where words are spelled; Y for
  /// the others. Counted from zero.
  public func inputWidth(ofLayer layer: Int) -> Int {
    guard layer == 0 else { return layerWidth }
    return (embeddingSize ?? input.size) + (spelling.map { 2 * $0.hiddenSize } ?? 0)
  }

  /// The zoneout rate of a part of the state.
  func zoneoutRate(ofPart part: Int) -> Double { part == 0 ? zoneout : cellZoneout }

  /// What the names of the parameters of a direction end with: "", "r", "2", "2r", "3" and so on.
  static func suffix(layer: Int, direction: Int) -> String {
    (layer == 0 ? "" : "\(layer + 1)") + (direction == 0 ? "" : "r")
  }

  /// Stops the program where the numbers contradict one another.
  func check() {
    precondition(
      input.size > 0 && hiddenSize > 0 && layers > 0 && (embeddingSize ?? 1) > 0
        && loss.outputSize > 0,
      "a network of \(input), \(hiddenSize) neurons, \(layers) layers, "
        + "\(embeddingSize ?? 0) numbers for a symbol and \(loss.outputSize) outputs")
    if case .numbers = input {
      precondition(embeddingSize == nil, "an embedding of inputs that are numbers already")
    }
    if let spelling {
      precondition(
        embeddingSize != nil && spelling.characters > 0 && spelling.embeddingSize > 0
          && spelling.hiddenSize > 0,
        "\(spelling) and an embedding of \(embeddingSize ?? 0) numbers")
    }
    if isTied {
      precondition(
        embeddingSize == layerWidth && loss.outputSize == input.size,
        "tied weights: E is \(input.size) by \(embeddingSize ?? 0), "
          + "V \(loss.outputSize) by \(layerWidth)")
    }
  }
}

extension ReferenceStackConfiguration {
  /// The named slices of the flat parameters, in order and without gaps.
  ///
  /// E [I, D] if there is an embedding; Ec, Uc, Wc and so on, Ucr, Wcr and so on of what reads characters,
  /// if there is such; for each layer and each of its directions U [G H, I_l],
  /// W [G H, H], b [G H], d [G H], gU [G H], gW [G H], a0 [H], s0 [H], those of them that there are;
  /// V [K, Y] unless tied; c [K].
  public var slices: [ParameterSlice] {
    var arrays = self.arrays
    if !isTied { arrays.append(("V", [loss.outputSize, layerWidth])) }
    arrays.append(("c", [loss.outputSize]))

    var start = 0
    return arrays.map { name, dimensions in
      let slice = ParameterSlice(name: name, dimensions: dimensions, start: start)
      start = slice.range.upperBound
      return slice
    }
  }

  /// Names and dimensions of all arrays but those of the output.
  private var arrays: [(name: String, dimensions: [Int])] {
    let rows = cell.gateNames.count * hiddenSize
    var arrays: [(name: String, dimensions: [Int])] = []
    if let embeddingSize { arrays.append(("E", [input.size, embeddingSize])) }
    for (name, dimensions) in characterNetwork?.arrays ?? [] {
      let isReverse = name.hasSuffix("r")
      arrays.append((isReverse ? name.dropLast() + "cr" : name + "c", dimensions))
    }
    for layer in 0..<layers {
      for direction in 0..<directions {
        let suffix = Self.suffix(layer: layer, direction: direction)
        arrays.append(("U" + suffix, [rows, inputWidth(ofLayer: layer)]))
        if cell.hasRecurrentProduct { arrays.append(("W" + suffix, [rows, hiddenSize])) }
        arrays.append(("b" + suffix, [rows]))
        if cell.hasRecurrentBias { arrays.append(("d" + suffix, [rows])) }
        if isNormalised {
          arrays.append(("gU" + suffix, [rows]))
          if cell.hasRecurrentProduct { arrays.append(("gW" + suffix, [rows])) }
        }
        if learnsInitialState {
          for state in cell.stateNames { arrays.append((state + "0" + suffix, [hiddenSize])) }
        }
      }
    }
    return arrays
  }

  /// The number of parameters.
  public var parameterCount: Int { slices.last?.range.upperBound ?? 0 }
}
