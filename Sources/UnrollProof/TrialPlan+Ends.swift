import Unroll

extension TrialPlan {
  /// One prediction for each sequence, from what each direction hands on when it has read all of it.
  static func ends(_ cell: Cell) -> [TrialPlan] {
    [
      option("one target", cell, .values(size: 4), hidden: 3, .symbols(count: 5)) {
        $0.predictsOnce = true
      },
      option(
        "one target, both directions", cell, .symbols(count: 4), hidden: 3,
        .symbols(count: 5), lengths: [2, 4, 1]
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.predictsOnce = true
      },
      option(
        "one target, both directions, residual, dropout", cell,
        .values(size: 2), hidden: 3, layers: 2, .symbols(count: 4), lengths: [2, 3]
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.configuration.hasResidualConnections = true
        plan.configuration.dropout.layers = 0.375
        plan.configuration.loss = .crossEntropy(
          labelSmoothing: 0.125, classWeights: [0.5, 2, 1.25, 0.25])
        plan.predictsOnce = true
        plan.isTraining = true
      },
      option(
        "one target, both directions, wide", cell, .values(size: 18), hidden: 37,
        layers: 2, .symbols(count: 19), lengths: [4, 1, 6, 3, 6, 2, 5]
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.configuration.learnsInitialState = true
        plan.predictsOnce = true
        plan.isWhole = false
      },
    ]
  }
}
