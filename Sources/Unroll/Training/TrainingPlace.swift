/// Where a run of training stands: all that it counts and remembers beside numbers for each parameter.
struct TrainingPlace: Sendable, Codable, Equatable {
  /// Epochs begun.
  var epoch = 0
  /// Updates of the epoch at hand.
  var updates = 0
  /// Whether the network was judged after the last update, if that was due.
  var isLookedAt = true
  /// Seconds of the run.
  var seconds = 0.0
  /// What was learned from since the network was judged the last time.
  var loss = Loss()
  /// The seconds of the run at which it was judged the last time.
  var stretchBegan = 0.0
  /// The best validation loss so far.
  var bestValidationLoss: Double?
  /// How often the network was judged.
  var evaluations = 0
  /// Which of these evaluations found the best network.
  var bestEvaluation = 0
  /// Updates in a row that were left out because they were not finite.
  var skipped = 0
  /// How often the learning rate was halved because an update was not finite.
  var halvings = 0
  /// What the last evaluation reported.
  var last: EpochReport?

  /// Whether a run can be here. What a file says beyond that would overflow where the run goes on counting.
  var isPossible: Bool {
    let counts = [epoch, updates, evaluations, skipped, halvings, loss.count]
    return counts.allSatisfy { TrainingPlace.possibleCounts.contains($0) }
      && (0...evaluations).contains(bestEvaluation)
      && TrainingPlace.possibleSeconds.contains(seconds)
      && TrainingPlace.possibleSeconds.contains(stretchBegan)
  }

  /// Far more than any run comes to, and far from what an `Int` holds.
  static let possibleCounts = 0...(1 << 53)
  /// Thirty thousand years.
  private static let possibleSeconds = 0...1e12
}
