extension InfluenceRecursion {
  /// Why a network's gradients are not computed by the forward recursion, or nil.
  ///
  /// With one layer each parameter acts on one neuron's step, and the recursion costs about H² / 2
  /// times what the reverse sweep does, for each part of the state. Through further layers, directions
  /// or a normalisation it acts on all of them, and the recursion would cost as much again for each.
  /// Documentation/Derivation/Layers.md has the reason for each case.
  static func obstacle(_ configuration: NetworkConfiguration) -> String? {
    if configuration.layers > 1 {
      return "more than one layer: a parameter would act on the states of all layers above it"
    }
    if configuration.isBidirectional {
      return "two directions: the reverse one begins at the end"
    }
    if configuration.spelling != nil {
      return "spelled words: the parameters that read characters act on every gate at once"
    }
    if configuration.embeddingSize != nil {
      return "an embedding: it acts on every gate of every neuron at once"
    }
    if configuration.isNormalised {
      return "layer normalisation: it ties the neurons of a gate together"
    }
    if configuration.learnsInitialState {
      return "a learned initial state: the recursion begins with zero derivatives"
    }
    let dropout = configuration.dropout
    if dropout.recurrent > 0 {
      return "recurrent dropout: each sequence would need recurrent weights of its own"
    }
    if dropout.zoneout > 0 || dropout.cellZoneout > 0 {
      return "zoneout: the recursion carries the cell's own derivatives alone"
    }
    return nil
  }

  /// Bytes that the recursion takes for each row at work; nil when that is beyond arithmetic.
  static func bytes(_ configuration: NetworkConfiguration) -> Int? {
    let (h, i) = (Double(configuration.hiddenSize), Double(configuration.input.width))
    let cell = configuration.cell
    let columns =
      (cell.hasRecurrentWeights ? h : 0) + i + 1 + (cell.hasRecurrentBias ? 1 : 0)
    let parameters = h * Double(cell.gates.count) * columns
    let bytes = 4 * (2 * Double(cell.stateParts) * h + 1) * parameters
    return Int(exactly: bytes.rounded())
  }

  /// The most memory that the recursion may take for all rows at work, in bytes.
  static let memoryLimit = 1 << 30

  /// How many rows to have at work for `threads` threads: fewer where memory would not do, at
  /// least one. Gradients are added row after row, so their bits do not depend on it.
  static func rowsAtWork(_ configuration: NetworkConfiguration, threads: Int) -> Int {
    let bytes = bytes(configuration) ?? memoryLimit
    return max(1, min(threads, memoryLimit / max(bytes, 1)))
  }
}
