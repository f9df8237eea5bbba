import Unroll

extension TrialPlan {
  /// The trials of a cell: the plain network at the chosen sizes, the same network wider than the
  /// kernels' registers, then every option of a layer, alone and with the others.
  static func all(of cell: Cell, _ check: GradientCheck) -> [TrialPlan] {
    plain(cell, check) + options(cell)
  }

  // MARK: Plain networks

  /// Symbols and values in and out; the derivation's own cell in all combinations and with every
  /// non-linearity.
  private static func plain(_ cell: Cell, _ check: GradientCheck) -> [TrialPlan] {
    let isVanilla = cell == .vanilla
    return [false, true].flatMap { isWide in
      ports(isVanilla ? [0, 1, 2, 3] : isWide ? [1, 2] : [0, 3]).flatMap { readsSymbols, predicts in
        (isVanilla ? Activation.allCases : [.tanh]).map { activation in
          let (i, h, k) =
            isWide ? wideSizes : (check.inputSize, check.hiddenSize, check.outputSize)
          let configuration = NetworkConfiguration(
            input: readsSymbols ? .symbols(count: i) : .values(size: i), cell: cell, hiddenSize: h,
            activation: activation, output: predicts ? .symbols(count: k) : .values(size: k))
          let kinds =
            "\(readsSymbols ? "symbols" : "values") to \(predicts ? "symbols" : "values")"
          return TrialPlan(
            title: kinds + (isVanilla ? ", \(activation.rawValue)" : "") + (isWide ? ", wide" : ""),
            configuration: configuration,
            lengths: GradientTrial.lengths(steps: isWide ? wideSteps : check.steps),
            isWhole: !isWide)
        }
      }
    }
  }

  /// Whether inputs and outputs are symbols, of all four combinations those chosen.
  private static func ports(_ chosen: [Int]) -> [(Bool, Bool)] {
    chosen.map { [(true, true), (true, false), (false, true), (false, false)][$0] }
  }

  /// Two whole panels of sixteen columns and a part of one; more rows than the kernels take at
  /// once.
  private static let wideSizes = (21, 39, 18)
  private static let wideSteps = 6

  // MARK: Options

  /// Lengths of small trials: not sorted, one of them 1.
  static let few = [2, 3, 1]

  /// Every option of a layer. The vanilla cell takes another non-linearity in each.
  private static func options(_ cell: Cell) -> [TrialPlan] {
    var plans = layers(cell) + symbols(cell) + normalised(cell) + states(cell)
    plans += losses(cell) + dropout(cell) + everything(cell) + ends(cell) + spelled(cell)
    guard cell == .vanilla else { return plans }
    for index in plans.indices {
      // A rectifier's kinks are everywhere where normalisation bends sharply.
      let smooth = plans[index].configuration.isNormalised
      let choices: [Activation] = smooth ? [.tanh, .logistic] : Activation.allCases
      plans[index].configuration.activation = choices[index % choices.count]
    }
    return plans
  }

  /// A trial of one option; `change` switches it on.
  static func option(
    _ title: String, _ cell: Cell, _ input: NetworkConfiguration.Port, hidden: Int,
    layers: Int = 1, _ output: NetworkConfiguration.Port, lengths: [Int] = few,
    _ change: (inout TrialPlan) -> Void = { _ in }
  ) -> TrialPlan {
    var plan = TrialPlan(
      title: title,
      configuration: NetworkConfiguration(
        input: input, cell: cell, hiddenSize: hidden, layers: layers, output: output),
      lengths: lengths)
    change(&plan)
    return plan
  }

  private static func layers(_ cell: Cell) -> [TrialPlan] {
    [
      option(
        "sizes of one, one step", cell, .values(size: 1), hidden: 1, .values(size: 1), lengths: [1]),
      option("3 layers", cell, .symbols(count: 4), hidden: 3, layers: 3, .symbols(count: 5)),
      option("both directions", cell, .values(size: 4), hidden: 3, .symbols(count: 5)) {
        $0.configuration.isBidirectional = true
      },
      option(
        "both directions, 2 layers", cell, .symbols(count: 4), hidden: 2, layers: 2,
        .values(size: 5)
      ) { $0.configuration.isBidirectional = true },
      option(
        "residual connections, 3 layers", cell, .values(size: 2), hidden: 3, layers: 3,
        .values(size: 4)
      ) { $0.configuration.hasResidualConnections = true },
      option(
        "one step beside forty", cell, .symbols(count: 5), hidden: 9, layers: 2, .values(size: 3),
        lengths: [1, 40, 17]
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.isWhole = false
      },
    ]
  }

  private static func symbols(_ cell: Cell) -> [TrialPlan] {
    [
      option("embedding", cell, .symbols(count: 4), hidden: 3, .values(size: 6)) {
        $0.configuration.embeddingSize = 5
      },
      option(
        "embedding, tied weights, 2 layers", cell, .symbols(count: 4), hidden: 3, layers: 2,
        .symbols(count: 4)
      ) { plan in
        plan.configuration.embeddingSize = 3
        plan.configuration.tiesWeights = true
      },
    ]
  }

  private static func normalised(_ cell: Cell) -> [TrialPlan] {
    [
      option(
        "layer normalisation of symbols", cell, .symbols(count: 3), hidden: 6, .values(size: 4)
      ) {
        $0.configuration.isNormalised = true
      },
      option(
        "layer normalisation, 2 layers", cell, .values(size: 4), hidden: 5, layers: 2,
        .symbols(count: 3), lengths: [2, 1]
      ) { $0.configuration.isNormalised = true },
      option(
        "layer normalisation of one neuron", cell, .values(size: 2), hidden: 1, .values(size: 4)
      ) { $0.configuration.isNormalised = true },
    ]
  }

  private static func states(_ cell: Cell) -> [TrialPlan] {
    [
      option(
        "learned initial states", cell, .symbols(count: 4), hidden: 3, .symbols(count: 5)
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.configuration.learnsInitialState = true
      },
      option("given states", cell, .values(size: 4), hidden: 3, .values(size: 5)) {
        $0.givesStates = true
      },
      option(
        "given and learned states, 2 layers", cell, .symbols(count: 3), hidden: 4, layers: 2,
        .values(size: 5), lengths: [1, 2]
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.configuration.learnsInitialState = true
        plan.givesStates = true
      },
    ]
  }
}
