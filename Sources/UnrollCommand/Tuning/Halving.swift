/// Successive halving: many short runs, then the best of them longer, then the best of those.
///
/// A rung takes about a third of the settings of the one below it, and gives each three times as much. All
/// rungs cost the same. What a run gets follows from the number of settings alone, before anything is run.
///
/// Jamieson and Talwalkar, 2016, arXiv:1502.07943; a third in place of a half as in Li, Jamieson, DeSalvo,
/// Rostamizadeh and Talwalkar, 2018, JMLR 18(185):1-52.
struct Halving: Equatable {
  /// One of so many goes on.
  static let factor = 3
  /// Trials of a search whose user does not say: three rungs.
  static let usualTrials = 27

  /// How many settings each rung runs, the lowest rung first.
  let sizes: [Int]

  /// The last rung has two or three runs, where there are as many settings: a single one would choose nothing.
  init(trials: Int) {
    var sizes = [max(trials, 1)]
    while let size = sizes.last, size > Halving.factor {
      sizes.append((size + Halving.factor - 1) / Halving.factor)
    }
    self.sizes = sizes
  }

  /// Runs of the whole search.
  var runs: Int { sizes.reduce(0, +) }

  /// The part of the whole search's cost that a run of a rung may take.
  func share(of rung: Int) -> Double { 1 / Double(sizes.count * sizes[rung]) }

  /// Epochs of a run, of `most` in the last rung; one at least.
  func epochs(of rung: Int, most: Int) -> Int {
    let share = Double(sizes[sizes.count - 1]) / Double(sizes[rung])
    return max(Int((Double(most) * share).rounded()), 1)
  }
}
