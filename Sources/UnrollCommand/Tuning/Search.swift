/// A search as it stands: what has been run, and what comes next.
struct Search {
  let settings: [Setting]
  let halving: Halving
  /// What has been run, by rung.
  private(set) var results: [[TrialResult]]

  /// The trial of the usual setting: it goes through all rungs, however bad it looks in the first ones, so that
  /// the end compares the best with it at the same cost.
  static let usualTrial = 1

  init(_ settings: [Setting]) {
    self.settings = settings
    halving = Halving(trials: settings.count)
    results = Array(repeating: [], count: halving.sizes.count)
  }

  /// A run to be done: rung and trial, both counted from 1.
  struct Run: Equatable {
    let rung: Int
    let trial: Int
  }

  /// The next run; nil when all is done.
  var next: Run? {
    for rung in results.indices {
      let done = Set(results[rung].map(\.trial))
      if let trial = trials(of: rung).first(where: { !done.contains($0) }) {
        return Run(rung: rung + 1, trial: trial)
      }
    }
    return nil
  }

  /// Takes a result, if it is that of the next run.
  mutating func take(_ result: TrialResult) -> Bool {
    guard let next, next == Run(rung: result.rung, trial: result.trial),
      result.setting == settings[result.trial - 1]
    else { return false }
    results[result.rung - 1].append(result)
    return true
  }

  /// Who runs in a rung, the most promising first.
  private func trials(of rung: Int) -> [Int] {
    guard rung > 0 else { return Array(1...settings.count) }
    // A rung that is not at its end has no winners yet, and what is missing there comes first.
    let judged = results[rung - 1].filter { $0.validationLoss != nil }.sorted(by: Search.isBetter)
    var chosen = judged.prefix(halving.sizes[rung]).map(\.trial)
    if !chosen.contains(Search.usualTrial),
      judged.contains(where: { $0.trial == Search.usualTrial })
    {
      chosen[chosen.count - 1] = Search.usualTrial
    }
    return chosen
  }

  /// The best run of the highest rung in which one has not failed; nil when all of all rungs did.
  var best: TrialResult? {
    results.last { $0.contains { $0.validationLoss != nil } }?.min(by: Search.isBetter)
  }

  /// The run with the smallest loss of all rungs, which most often is the best one, too.
  var lowest: TrialResult? {
    results.joined().filter { $0.validationLoss != nil }.min(by: Search.isBetter)
  }

  /// What the usual setting has come to in the rung of the best run.
  var usual: TrialResult? {
    best.flatMap { best in results[best.rung - 1].first { $0.trial == Search.usualTrial } }
  }

  /// Each trial in the highest rung that it has come to, the best first.
  var ranking: [TrialResult] {
    var seen: Set<Int> = []
    return results.reversed().flatMap { rung in
      rung.sorted(by: Search.isBetter).filter { seen.insert($0.trial).inserted }
    }
  }

  /// By loss; who failed is last; equals in the order of their trials.
  static func isBetter(_ left: TrialResult, _ right: TrialResult) -> Bool {
    let (first, second) = (left.validationLoss ?? .infinity, right.validationLoss ?? .infinity)
    return (first, left.trial) < (second, right.trial)
  }
}
