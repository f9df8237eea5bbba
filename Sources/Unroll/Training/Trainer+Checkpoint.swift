import Kernels

// Stopping and going on.

extension Trainer {
  /// All that a run needs to go on from here: between two updates, so before a run, in its observer, or after it.
  ///
  /// A run that its observer or its time has stopped short of an evaluation is judged all the same, for its
  /// user's sake; its checkpoint is that of the moment before.
  ///
  /// - Complexity: copies the weights, those of the best network, the optimizer's states and the average: five numbers a
  ///   parameter at the most; the first one also reads all data for their fingerprint.
  public func checkpoint() -> TrainingCheckpoint { suspended ?? current }

  /// The state as it is.
  var current: TrainingCheckpoint {
    TrainingCheckpoint(
      configuration: network.configuration, options: options, data: fingerprint,
      instructionSet: engine.instructionSet.name, step: step.updates, place: place,
      parameters: network.parameters.values, best: best.parameters.values,
      moments: (step.optimizer.first, step.optimizer.second), average: average.state,
      carried: place.epoch > 0 ? source.carried : nil)
  }

  /// Goes on from a checkpoint: the next ``train(_:)`` does what the run would have done that it was taken of.
  ///
  /// Where a run ends may be changed (``TrainingOptions/epochs``, ``TrainingOptions/seconds``,
  /// ``TrainingOptions/untilLoss``, ``TrainingOptions/patience``), and what is done when it diverges; the schedule
  /// is that of the new end.
  ///
  /// - Throws: ``TrainingError/resumingImpossible(difference:)`` when the network, the options or the data
  ///   are not those of the checkpoint, naming what differs.
  public func resume(from checkpoint: TrainingCheckpoint) throws(TrainingError) {
    if let difference = difference(from: checkpoint) {
      throw .resumingImpossible(difference: difference)
    }
    put(checkpoint)
    suspended = nil
  }

  /// Takes over a checkpoint that is known to fit.
  func put(_ checkpoint: TrainingCheckpoint) {
    network.parameters.values = checkpoint.parameters
    best.parameters.values = checkpoint.best
    step.optimizer.resume(
      step: checkpoint.step, first: checkpoint.moments.first, second: checkpoint.moments.second)
    average.resume(from: checkpoint.average)
    place = checkpoint.place
    if place.epoch > 0 {
      source.resume(epoch: place.epoch, updates: place.updates, carried: checkpoint.carried)
    }
  }

  /// What of a checkpoint is not what it should be, or nil.
  private func difference(from checkpoint: TrainingCheckpoint) -> String? {
    if let difference = Difference.between(checkpoint.configuration, network.configuration) {
      return "the network's \(difference)"
    }
    var old = checkpoint.options
    (old.epochs, old.seconds) = (options.epochs, options.seconds)
    (old.untilLoss, old.patience) = (options.untilLoss, options.patience)
    (old.onDivergence, old.detectsAnomaly) = (options.onDivergence, options.detectsAnomaly)
    if let difference = Difference.between(old, options) {
      return "the training's \(difference)"
    }
    if checkpoint.data.training != fingerprint.training {
      return "the data to learn from are not the same"
    }
    if checkpoint.data.validation != fingerprint.validation {
      return "the data to be judged by are not the same"
    }
    guard checkpoint.place.updates <= stepsPerEpoch else {
      return "its epochs have other updates"
    }
    return nil
  }
}

extension TrainingCheckpoint {
  /// Whether the numbers are as many as a network has parameters, and the place is one that a run can be at.
  func fits(_ configuration: NetworkConfiguration) -> Bool {
    let count = configuration.parameterTable.count
    let optimizer = Optimizer(options.optimizer, table: configuration.parameterTable)
    let hasMean = [0, count].contains(average.mean.count)
    return parameters.count == count && best.count == count && hasMean
      && moments.first.count == optimizer.first.count
      && moments.second.count == optimizer.second.count
      && (carried?.fits(configuration) ?? true)
      && place.isPossible && TrainingPlace.possibleCounts.contains(step)
      && TrainingPlace.possibleCounts.contains(average.count)
  }
}
