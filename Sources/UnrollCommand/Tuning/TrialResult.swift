/// How a run of a search went: a line of `tune.jsonl` and of `--json`.
struct TrialResult: Codable, Equatable {
  /// Counted from 1.
  var rung: Int
  /// The setting's number, counted from 1, which is the usual one.
  var trial: Int
  var setting: Setting
  /// The loss that the best model of the run was chosen by; nil for a run that failed.
  var validationLoss: Double?
  /// The training loss at the end.
  var loss: Double?
  var epochs = 0
  var steps = 0
  var seconds = 0.0
  /// Why a run failed.
  var problem: String?

  private enum Key: String, CodingKey {
    case event, rung, trial, learningRate, hidden, dropout, batch, validationLoss, loss, epochs
    case steps, seconds, problem
  }

  init(rung: Int, trial: Int, setting: Setting) {
    (self.rung, self.trial, self.setting) = (rung, trial, setting)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    rung = try values.decode(Int.self, forKey: .rung)
    trial = try values.decode(Int.self, forKey: .trial)
    setting = Setting(
      learningRate: try values.decode(Double.self, forKey: .learningRate),
      hidden: try values.decode(Int.self, forKey: .hidden),
      dropout: try values.decode(Double.self, forKey: .dropout),
      batch: try values.decodeIfPresent(Int.self, forKey: .batch))
    validationLoss = try values.decodeIfPresent(Double.self, forKey: .validationLoss)
    loss = try values.decodeIfPresent(Double.self, forKey: .loss)
    epochs = try values.decode(Int.self, forKey: .epochs)
    steps = try values.decode(Int.self, forKey: .steps)
    seconds = try values.decode(Double.self, forKey: .seconds)
    problem = try values.decodeIfPresent(String.self, forKey: .problem)
  }

  /// What is not there is written as null, but for the problem.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode("trial", forKey: .event)
    try values.encode(rung, forKey: .rung)
    try values.encode(trial, forKey: .trial)
    try values.encode(setting.learningRate, forKey: .learningRate)
    try values.encode(setting.hidden, forKey: .hidden)
    try values.encode(setting.dropout, forKey: .dropout)
    try values.encode(setting.batch, forKey: .batch)
    try values.encode(validationLoss, forKey: .validationLoss)
    try values.encode(loss, forKey: .loss)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(steps, forKey: .steps)
    try values.encode(seconds, forKey: .seconds)
    try values.encodeIfPresent(problem, forKey: .problem)
  }
}
