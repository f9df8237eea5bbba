import UnrollReference

extension FamilyExample {
  /// Every cell with many combinations of options: sizes all different, sizes of one, one step.
  ///
  /// The other activations of the vanilla cell have every third combination.
  static let all: [FamilyExample] = cells.enumerated().flatMap { index, cell in
    let table = examples(cell, seed: UInt64(100 * index))
    let vanilla = cell as? ReferenceVanillaCell
    return (vanilla?.activation ?? .tanh) == .tanh
      ? table : table.indices.filter { $0 % 3 == index }.map { table[$0] }
  }

  private static func examples(_ cell: any ReferenceCell, seed: UInt64) -> [FamilyExample] {
    let all = Set(Choice.allCases)
    var examples: [FamilyExample] = []
    func add(
      _ configuration: ReferenceStackConfiguration, steps: Int, choices: Set<Choice> = [],
      isStateGiven: Bool = false
    ) {
      examples.append(
        FamilyExample(
          configuration, steps: steps, choices: choices, isStateGiven: isStateGiven,
          seed: seed + UInt64(examples.count)))
    }

    // One layer of each kind of input.
    add(
      .init(
        input: .symbols(4), cell: cell, hiddenSize: 3, loss: .crossEntropy(classes: 5)),
      steps: 4)
    add(
      .init(
        input: .symbols(3), embeddingSize: 2, cell: cell, hiddenSize: 4, learnsInitialState: true,
        loss: .squaredError(size: 1)),
      steps: 3, choices: all)
    add(
      .init(
        input: .numbers(2), cell: cell, hiddenSize: 3, zoneout: 0.1, cellZoneout: 0.3,
        loss: .squaredError(size: 4)),
      steps: 5, isStateGiven: true)

    // Sizes of one.
    add(
      .init(input: .numbers(1), cell: cell, hiddenSize: 1, loss: .squaredError(size: 1)),
      steps: 1)
    add(
      .init(
        input: .symbols(1), embeddingSize: 1, cell: cell, hiddenSize: 1, layers: 2,
        isBidirectional: true, isResidual: true, isNormalised: true, learnsInitialState: true,
        loss: .crossEntropy(classes: 1)),
      steps: 1, choices: all)
    add(
      .init(
        input: .numbers(1), cell: cell, hiddenSize: 1, layers: 3, isResidual: true,
        loss: .binary(size: 1)),
      steps: 7, isStateGiven: true)
    add(
      .init(
        input: .numbers(3), cell: cell, hiddenSize: 4, isNormalised: true,
        loss: .gaussian(size: 1)),
      steps: 1, isStateGiven: true)

    // Many layers and directions.
    add(
      .init(
        input: .numbers(3), cell: cell, hiddenSize: 2, isBidirectional: true,
        loss: .quantiles([0.1, 0.5, 0.8], size: 2)),
      steps: 4)
    add(
      .init(
        input: .symbols(4), embeddingSize: 3, cell: cell, hiddenSize: 2, layers: 2,
        isBidirectional: true, isResidual: true, learnsInitialState: true, zoneout: 0.2,
        loss: .crossEntropy(classes: 3, smoothing: 0.1, weights: [0.5, 2, 1.25])),
      steps: 3, choices: [.input, .layers, .recurrent])
    add(
      .init(
        input: .numbers(2), cell: cell, hiddenSize: 3, layers: 2, isResidual: true,
        loss: .absoluteError(size: 2)),
      steps: 3, choices: all, isStateGiven: true)

    // Normalisation. Two neurons are always normalised to about ±1, whatever their weights are;
    // that leaves gradients that finite differences hardly see.
    add(
      .init(
        input: .numbers(2), cell: cell, hiddenSize: 3, isBidirectional: true,
        isNormalised: true,
        loss: .gaussian(size: 2)),
      steps: 2)
    add(
      .init(
        input: .numbers(2), cell: cell, hiddenSize: 3, layers: 2,
        isNormalised: true, learnsInitialState: true, zoneout: 0.15, cellZoneout: 0.25,
        loss: .squaredError(size: 1)),
      steps: 2, choices: [.layers, .recurrent])

    // Tied weights; a learned state that is not used because one is given.
    add(
      .init(
        input: .symbols(5), embeddingSize: 3, cell: cell, hiddenSize: 3, layers: 2, isTied: true,
        loss: .crossEntropy(classes: 5)),
      steps: 4, choices: [.input, .layers])
    add(
      .init(
        input: .symbols(3), embeddingSize: 4, cell: cell, hiddenSize: 2, isBidirectional: true,
        learnsInitialState: true, isTied: true,
        loss: .crossEntropy(classes: 3, weights: [0.5, 2, 1.25])),
      steps: 4, choices: [.zoneout], isStateGiven: true)
    return examples
  }
}
