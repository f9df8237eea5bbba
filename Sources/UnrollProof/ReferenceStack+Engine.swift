import Unroll
import UnrollReference

// What the engine has, copied to the reference: every Float is exact in Double.

extension ReferenceStack {
  /// The same network in Double, tensor by tensor under its name.
  init(copying network: Network) {
    let configuration = ReferenceStackConfiguration(network.configuration)
    self.init(
      configuration, flat: network.parameters.inOrder(of: configuration.slices))
  }
}

extension ReferenceStackConfiguration {
  /// The same configuration, in the reference's words.
  init(_ configuration: NetworkConfiguration) {
    let activation: UnrollReference.Activation =
      switch configuration.activation {
      case .tanh: .tanh
      case .relu: .relu
      case .logistic: .logistic
      }
    guard let cell = ReferenceCells.named(configuration.cell.name, activation: activation) else {
      preconditionFailure("the reference has no cell '\(configuration.cell.name)'")
    }
    let input: ReferenceInput =
      switch configuration.input {
      case .symbols(let count): .symbols(count)
      case .values(let size): .numbers(size)
      }
    self.init(
      input: input, embeddingSize: configuration.embeddingSize, cell: cell,
      hiddenSize: configuration.hiddenSize, layers: configuration.layers,
      isBidirectional: configuration.isBidirectional,
      isResidual: configuration.hasResidualConnections,
      isNormalised: configuration.isNormalised,
      learnsInitialState: configuration.learnsInitialState, isTied: configuration.tiesWeights,
      zoneout: configuration.dropout.zoneout, cellZoneout: configuration.dropout.cellZoneout,
      loss: ReferenceLoss(configuration.loss, size: configuration.output.width),
      spelling: configuration.spelling.map {
        ReferenceSpelling(
          characters: $0.characters, embeddingSize: $0.embeddingSize, hiddenSize: $0.hiddenSize)
      })
  }
}

extension ReferenceLoss {
  /// The same loss for targets of a size.
  init(_ loss: LossFunction, size: Int) {
    self =
      switch loss {
      case .crossEntropy(let smoothing, let weights):
        .crossEntropy(
          classes: size, smoothing: Double(smoothing), weights: weights?.map(Double.init))
      case .squaredError: .squaredError(size: size)
      case .absoluteError: .absoluteError(size: size)
      case .gaussian: .gaussian(size: size)
      case .quantiles(let levels): .quantiles(levels.map(Double.init), size: size)
      case .binary: .binary(size: size)
      }
  }
}

extension ReferenceSeries {
  /// All time steps of a track.
  init(_ track: Dataset.Track) {
    switch track {
    case .symbols(let symbols, _):
      self = .symbols(symbols.map { Int($0) })
    case .values(let values, let size):
      self = .numbers(
        stride(from: 0, to: values.count, by: size).map { start in
          values[start..<start + size].map(Double.init)
        })
    }
  }
}

extension ReferenceMasks {
  /// The masks that the engine draws for a sequence, with the numbers that the definition gives
  /// them: 0 and 1 / (1 - rate), for zoneout 1 and 0.
  init(_ configuration: NetworkConfiguration, mode: PassMode, sequence: Int, steps: Int) {
    self.init()
    guard case .training(let seed, let step) = mode else { return }
    let (rates, hidden) = (configuration.dropout, configuration.hiddenSize)
    /// Each time step's mask; nil where the rate is zero.
    func draw(
      _ use: DropoutMasks.Use, rate: Double, layer: Int = 0, direction: Int = 0, width: Int,
      steps: Int
    ) -> [[Double]]? {
      guard rate > 0 else { return nil }
      let masks = DropoutMasks(
        use, rate: rate, layer: layer, direction: direction, seed: seed, step: step)
      let isZoneout = use == .zoneout || use == .cellZoneout
      return (0..<steps).map { t in
        masks.numbers(count: width, sequence: sequence, time: t).map {
          $0 == 0 ? 0 : isZoneout ? 1 : 1 / (1 - rate)
        }
      }
    }
    /// One thing for each direction of each layer; nil where one is.
    func ofDirections<Mask>(_ body: (_ layer: Int, _ direction: Int) -> Mask?) -> [[Mask]]? {
      let all = (0..<configuration.layers).map { layer in
        (0..<configuration.directions).compactMap { body(layer, $0) }
      }
      return all.contains { $0.count < configuration.directions } ? nil : all
    }

    input = draw(
      .input, rate: rates.input, width: configuration.inputWidth(layer: 0), steps: steps)
    let handedOn = (0..<configuration.layers).compactMap {
      draw(.layers, rate: rates.layers, layer: $0, width: configuration.layerWidth, steps: steps)
    }
    layers = handedOn.isEmpty ? nil : handedOn
    recurrent = ofDirections { layer, direction in
      draw(
        .recurrent, rate: rates.recurrent, layer: layer, direction: direction, width: hidden,
        steps: 1)?[0]
    }
    let none = [[Double]](repeating: [Double](repeating: 0, count: hidden), count: steps)
    guard rates.zoneout > 0 || rates.cellZoneout > 0 else { return }
    zoneout = ofDirections { layer, direction in
      let uses: [(DropoutMasks.Use, Double)] = [
        (.zoneout, rates.zoneout), (.cellZoneout, rates.cellZoneout),
      ]
      return uses.prefix(configuration.cell.hasCellState ? 2 : 1).map { use, rate in
        draw(use, rate: rate, layer: layer, direction: direction, width: hidden, steps: steps)
          ?? none
      }
    }
  }
}

extension NetworkState {
  /// One row in Double; nil for a fresh one.
  func reference(row: Int, _ configuration: NetworkConfiguration) -> ReferenceState? {
    guard !isFresh[row] else { return nil }
    let parts = (0..<configuration.layers).map { layer in
      [false, true].prefix(configuration.directions).map { isReverse in
        [
          hiddenState(row: row, layer: layer, isReverse: isReverse),
          cellState(row: row, layer: layer, isReverse: isReverse),
        ].compactMap { $0?.map(Double.init) }
      }
    }
    return ReferenceState(parts: parts)
  }
}

extension Parameters {
  /// All numbers in the order of the reference's flat arrays.
  func inOrder(of slices: [ParameterSlice]) -> [Double] {
    slices.flatMap { self[$0.name].map(Double.init) }
  }
}
