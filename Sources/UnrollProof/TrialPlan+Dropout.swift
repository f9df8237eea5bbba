import Unroll

extension TrialPlan {
  /// Rates that 65,536ths can state: the masks' own rounding is nothing to be judged.
  private static let rates = (input: 0.25, layers: 0.375, recurrent: 0.125, zoneout: 0.25)
  private static let cellZoneoutRate = 0.375

  /// Every kind of dropout, with masks as in training, and zoneout as in evaluation.
  static func dropout(_ cell: Cell) -> [TrialPlan] {
    var plans = [
      option("input dropout", cell, .values(size: 6), hidden: 3, .values(size: 4)) { plan in
        plan.configuration.dropout.input = rates.input
        plan.isTraining = true
      },
      option("dropout of an embedding", cell, .symbols(count: 4), hidden: 3, .values(size: 6)) {
        plan in
        plan.configuration.embeddingSize = 5
        plan.configuration.dropout.input = rates.input
        plan.isTraining = true
      },
      option("dropout", cell, .symbols(count: 3), hidden: 5, .symbols(count: 4)) { plan in
        plan.configuration.dropout.layers = rates.layers
        plan.isTraining = true
      },
      option(
        "dropout, residual connections, 3 layers", cell, .values(size: 2), hidden: 4, layers: 3,
        .symbols(count: 5), lengths: [2, 1]
      ) { plan in
        plan.configuration.hasResidualConnections = true
        plan.configuration.dropout.layers = rates.layers
        plan.isTraining = true
      },
      zoneout("zoneout", cell, isTraining: true),
      zoneout("zoneout, evaluated", cell, isTraining: false),
    ]
    guard cell.hasRecurrentWeights else { return plans }
    plans.append(
      option("recurrent dropout", cell, .symbols(count: 4), hidden: 5, .values(size: 3)) { plan in
        plan.configuration.dropout.recurrent = rates.recurrent
        plan.isTraining = true
        plan.givesStates = true
      })
    return plans
  }

  private static func zoneout(_ title: String, _ cell: Cell, isTraining: Bool) -> TrialPlan {
    option(title, cell, .values(size: 3), hidden: 4, .values(size: 5)) { plan in
      plan.configuration.dropout.zoneout = rates.zoneout
      plan.configuration.dropout.cellZoneout = cell.hasCellState ? cellZoneoutRate : 0
      plan.isTraining = isTraining
      plan.givesStates = true
    }
  }

  // MARK: Everything

  /// All options at once, as far as they go together.
  static func everything(_ cell: Cell) -> [TrialPlan] {
    [
      option(
        "everything", cell, .symbols(count: 4), hidden: 5, layers: 2, .symbols(count: 4),
        lengths: [2]
      ) { plan in
        plan.switchAllOn()
        plan.configuration.embeddingSize = 10
        plan.configuration.tiesWeights = true
        plan.isTraining = true
      },
      option(
        "everything of values", cell, .values(size: 18), hidden: 21, layers: 3, .values(size: 17),
        lengths: [4, 1, 6, 3, 6, 2, 5]
      ) { plan in
        plan.switchAllOn()
        plan.givesStates = true
        plan.isTraining = true
        plan.isWhole = false
      },
      option(
        "everything, evaluated", cell, .symbols(count: 19), hidden: 35, layers: 2,
        .symbols(count: 19), lengths: [4, 1, 6, 3, 6, 2, 5]
      ) { plan in
        plan.switchAllOn()
        plan.configuration.embeddingSize = 70
        plan.configuration.tiesWeights = true
        plan.givesStates = true
        plan.isWhole = false
      },
    ]
  }

  /// Switches on what goes with any inputs and outputs.
  mutating func switchAllOn() {
    let cell = configuration.cell
    configuration.isBidirectional = true
    configuration.hasResidualConnections = true
    configuration.isNormalised = true
    configuration.learnsInitialState = true
    configuration.dropout.input = TrialPlan.rates.input
    configuration.dropout.layers = TrialPlan.rates.layers
    configuration.dropout.recurrent = cell.hasRecurrentWeights ? TrialPlan.rates.recurrent : 0
    configuration.dropout.zoneout = TrialPlan.rates.zoneout
    configuration.dropout.cellZoneout = cell.hasCellState ? TrialPlan.cellZoneoutRate : 0
  }
}
