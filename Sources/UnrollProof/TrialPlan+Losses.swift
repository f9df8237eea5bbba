import Unroll

extension TrialPlan {
  /// Every loss that is not that of the plain networks, as training has it.
  static func losses(_ cell: Cell) -> [TrialPlan] {
    [
      loss("label smoothing", cell, .crossEntropy(labelSmoothing: 0.25)),
      loss("class weights", cell, .crossEntropy(classWeights: classWeights)),
      loss(
        "label smoothing and class weights", cell,
        .crossEntropy(labelSmoothing: 0.125, classWeights: classWeights)),
      loss("absolute error", cell, .absoluteError),
      loss("normal density", cell, .gaussian),
      loss("quantiles", cell, .quantiles(levels: [0.125, 0.5, 0.75])),
      loss("independent binary outputs", cell, .binary),
    ]
  }

  private static let classWeights: [Float] = [0.5, 2, 1.25, 0.25]

  private static func loss(_ title: String, _ cell: Cell, _ loss: LossFunction) -> TrialPlan {
    let output: NetworkConfiguration.Port =
      if case .crossEntropy = loss {
        .symbols(count: classWeights.count)
      } else {
        .values(size: 5)
      }
    return option(title, cell, .values(size: 2), hidden: 3, output) { plan in
      plan.configuration.loss = loss
      plan.isTraining = true
    }
  }
}
