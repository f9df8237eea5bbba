// What a run does about numbers that are not finite.

extension Trainer {
  /// Updates in a row that may be left out.
  private static let mostSkipped = 100
  /// How often the learning rate is halved.
  private static let mostHalvings = 20

  /// The learning rate as a part of the schedule's: halved each time that ``TrainingOptions/onDivergence`` wants it.
  var rateFactor: Double { Double(sign: .plus, exponent: -place.halvings, significand: 1) }

  /// Leaves finite networks behind where a run ends.
  func keepFinite() {
    if network.parameters.firstNonFinite() != nil { network = best }
    average.recover(from: best.parameters)
  }

  /// Does what the options want when training has diverged.
  ///
  /// An update that overflows shows in the step after it, or when the network is judged; looking at all parameters
  /// after each update would cost time for nothing.
  ///
  /// - Throws: `error` where the run has to end; the network is then the last finite one.
  func goOn(after error: TrainingError) throws(TrainingError) -> Event {
    guard case .diverged(let epoch, let step, let parameter, let anomaly) = error else {
      throw error
    }
    let isSound = network.parameters.firstNonFinite() == nil
    switch options.onDivergence {
    case .skip where isSound && place.skipped < Self.mostSkipped:
      place.skipped += 1
    case .lowerRate where place.halvings < Self.mostHalvings:
      place.halvings += 1
      network.parameters = best.parameters
      self.step.optimizer.forget()
      average.restart(from: best.parameters)
    case .stop, .skip, .lowerRate:
      keepFinite()
      throw error
    }
    source.forgetStates()
    return .divergence(
      DivergenceReport(
        epoch: epoch, step: step, parameter: parameter, anomaly: anomaly,
        action: options.onDivergence, rateFactor: rateFactor))
  }
}
