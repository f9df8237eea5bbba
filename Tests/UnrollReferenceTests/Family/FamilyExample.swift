import Testing
import UnrollReference

/// A stack with every parameter random, and one sequence for it.
struct FamilyExample: CustomTestStringConvertible, Sendable {
  let stack: ReferenceStack
  let sequence: ReferenceStackSequence
  let masks: ReferenceMasks
  let initialState: ReferenceState?
  let testDescription: String

  var configuration: ReferenceStackConfiguration { stack.configuration }
  var pass: ReferenceStackPass {
    stack.forward(sequence, masks: masks, initialState: initialState)
  }

  /// - Parameters:
  ///   - steps: T.
  ///   - choices: the random choices to draw; of them those that the configuration allows.
  ///   - isStateGiven: whether the sequence begins from a random state.
  init(
    _ configuration: ReferenceStackConfiguration, steps: Int, choices: Set<Choice> = [],
    isStateGiven: Bool = false, seed: UInt64 = 1
  ) {
    var draw = Draw(seed: seed)
    let count = configuration.parameterCount
    stack = ReferenceStack(configuration, flat: draw.numbers(count, scale: 0.9))
    let inputs: ReferenceSeries =
      switch configuration.input {
      case .symbols(let size): .symbols((0..<steps).map { _ in draw.symbol(of: size) })
      case .numbers(let size): .numbers((0..<steps).map { _ in draw.numbers(size) })
      }
    sequence = ReferenceStackSequence(
      inputs: inputs, targets: draw.targets(configuration.loss, steps: steps))
    masks = draw.masks(choices, for: configuration, steps: steps)
    initialState =
      isStateGiven
      ? ReferenceState(
        flat: draw.numbers(ReferenceState(zeroFor: configuration).flat.count), for: configuration)
      : nil
    let options = [
      ("bidirectional", configuration.isBidirectional), ("residual", configuration.isResidual),
      ("normalised", configuration.isNormalised), ("tied", configuration.isTied),
      ("learned state", configuration.learnsInitialState), ("given state", isStateGiven),
    ]
    let names = options.filter(\.1).map(\.0) + choices.map(\.rawValue).sorted()
    testDescription =
      "\(configuration.cell), \(configuration.input), D \(configuration.embeddingSize ?? 0), "
      + "H \(configuration.hiddenSize), L \(configuration.layers), T \(steps), "
      + "\(configuration.loss), \(names)"
  }

  /// A kind of random choice.
  enum Choice: String, CaseIterable, Sendable {
    case input, layers, recurrent, zoneout
  }

  /// Every cell, the vanilla one with every activation.
  static let cells: [any ReferenceCell] =
    Activation.allCases.map { ReferenceVanillaCell(activation: $0) as any ReferenceCell }
    + ReferenceCells.all().dropFirst()
}

/// Random numbers for examples.
struct Draw {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func numbers(_ count: Int, scale: Double = 1) -> [Double] {
    (0..<count).map { _ in scale * generator.nextSymmetric() }
  }

  mutating func symbol(of size: Int) -> Int { Int(generator.next() % UInt64(size)) }

  mutating func targets(_ loss: ReferenceLoss, steps: Int) -> ReferenceSeries {
    switch loss {
    case .crossEntropy(let classes, _, _):
      .symbols((0..<steps).map { _ in symbol(of: classes) })
    case .squaredError(let size), .absoluteError(let size), .gaussian(let size),
      .quantiles(_, let size):
      .numbers((0..<steps).map { _ in numbers(size) })
    case .binary(let size):
      .numbers((0..<steps).map { _ in numbers(size).map { ($0 + 1) / 2 } })
    }
  }

  mutating func masks(
    _ choices: Set<FamilyExample.Choice>, for configuration: ReferenceStackConfiguration,
    steps: Int
  ) -> ReferenceMasks {
    let (H, Y) = (configuration.hiddenSize, configuration.layerWidth)
    let (L, directions) = (configuration.layers, configuration.directions)
    let allowsInput =
      configuration.input != .symbols(configuration.input.size)
      || configuration.embeddingSize != nil
    var masks = ReferenceMasks()
    if choices.contains(.input) && allowsInput {
      masks.input = (0..<steps).map { _ in
        dropout(configuration.inputWidth(ofLayer: 0), keep: 0.75)
      }
    }
    if choices.contains(.layers) {
      masks.layers = (0..<L).map { _ in (0..<steps).map { _ in dropout(Y, keep: 0.8) } }
    }
    if choices.contains(.recurrent) {
      masks.recurrent = (0..<L).map { _ in (0..<directions).map { _ in dropout(H, keep: 0.6) } }
    }
    if choices.contains(.zoneout) {
      masks.zoneout = (0..<L).map { _ in
        (0..<directions).map { _ in
          configuration.cell.stateNames.map { _ in
            (0..<steps).map { _ in dropout(H, keep: 0.3).map { $0 > 0 ? 1 : 0 } }
          }
        }
      }
    }
    return masks
  }

  /// 1/keep with the probability `keep`, else 0.
  private mutating func dropout(_ count: Int, keep: Double) -> [Double] {
    numbers(count).map { ($0 + 1) / 2 < keep ? 1 / keep : 0 }
  }
}
