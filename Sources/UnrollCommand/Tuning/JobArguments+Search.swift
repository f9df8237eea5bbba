import Unroll

/// What a search changes of the options of `unroll train`.
extension JobArguments {
  /// The space around what the job takes where its user has said nothing.
  func searchSpace(on data: JobData) throws -> SearchSpace {
    let plan = try plan(for: data)
    let options = training.options(defaults(for: data))
    let batch: Int? = if case .sequences(let count) = options.batch { count } else { nil }
    var searched: Set<SearchSpace.Dimension> = []
    if training.learningRate == nil { searched.insert(.learningRate) }
    // A tied embedding has the size that it was given, and the layers have to have the same.
    if network.hidden == nil && !network.tie { searched.insert(.hidden) }
    if regularisation.dropout == nil { searched.insert(.dropout) }
    if training.batch == nil { searched.insert(.batch) }
    return SearchSpace(
      usual: Setting(
        learningRate: options.topLearningRate, hidden: plan.hidden, dropout: plan.rates.layers,
        batch: batch),
      searched: searched)
  }

  /// The options of a run of a search.
  func trying(
    _ setting: Setting, _ space: SearchSpace, _ length: TunePlan.Length
  ) -> JobArguments {
    var arguments = self
    if space.searched.contains(.learningRate) {
      arguments.training.learningRate = setting.learningRate
    }
    if space.searched.contains(.hidden) { arguments.network.hidden = setting.hidden }
    if space.searched.contains(.dropout) { arguments.regularisation.dropout = setting.dropout }
    if space.searched.contains(.batch), let batch = setting.batch {
      arguments.training.batch = BatchArgument(.sequences(batch))
    }
    (arguments.training.time, arguments.training.epochs) = (nil, nil)
    switch length {
    case .seconds(let seconds): arguments.training.time = Seconds(seconds)
    case .epochs(let epochs): arguments.training.epochs = epochs
    }
    return arguments
  }
}
