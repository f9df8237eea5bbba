import ArgumentParser

/// What a search will do: its settings, its rungs, and how long each run is.
struct TunePlan {
  let space: SearchSpace
  let settings: [Setting]
  let halving: Halving
  let budget: Budget

  /// What a search may cost.
  enum Budget: Equatable {
    /// Seconds of the whole search.
    case seconds(Double)
    /// Epochs of a run of the last rung.
    case epochs(Int)
  }

  /// How long a run is.
  enum Length: Equatable {
    case seconds(Double)
    case epochs(Int)
  }

  init(_ space: SearchSpace, trials: Int, seed: UInt64, budget: Budget) {
    self.space = space
    settings = space.settings(count: trials, seed: seed)
    halving = Halving(trials: settings.count)
    self.budget = budget
  }

  /// How long a run of a rung is, counted from 0.
  func length(of rung: Int) -> Length {
    switch budget {
    case .seconds(let seconds): .seconds(seconds * halving.share(of: rung))
    case .epochs(let most): .epochs(halving.epochs(of: rung, most: most))
    }
  }

  /// How long the best setting is best trained at the end: for as many epochs as it was judged by, or in a
  /// rung above the last one.
  var fullLength: Length {
    switch length(of: halving.sizes.count - 1) {
    case .seconds(let seconds): .seconds(Double(Halving.factor) * seconds)
    case .epochs(let epochs): .epochs(epochs)
    }
  }

  /// Whether runs are ended by the clock.
  var isTimed: Bool { if case .seconds = budget { true } else { false } }

  /// The part of the search that has been done, 0 to 1.
  func fraction(of search: Search) -> Double {
    let shares = search.results.indices.map {
      Double(search.results[$0].count) * halving.share(of: $0)
    }
    return min(shares.reduce(0, +), 1)
  }

  /// What is searched, and how, line by line.
  var introduction: [String] {
    let rounds = halving.sizes.indices.map { rung in
      switch length(of: rung) {
      case .seconds(let seconds): "\(halving.sizes[rung]) of \(Format.seconds(seconds))"
      case .epochs(let epochs):
        "\(halving.sizes[rung]) of \(Format.count(epochs, "epoch"))"
      }
    }
    return [
      "searches \(space.ranges.joined(separator: ", "))",
      """
      \(Format.count(settings.count, "setting")) in \(Format.count(halving.sizes.count, "round")): \
      \(rounds.joined(separator: ", "))
      """,
    ]
  }
}

extension SearchSpace {
  /// What is searched, in words.
  var ranges: [String] {
    Dimension.allCases.filter(searched.contains).map { dimension in
      switch dimension {
      case .learningRate:
        """
        learning rate \(TuneTable.number(learningRates.lowerBound)) to \
        \(TuneTable.number(learningRates.upperBound))
        """
      case .hidden: "hidden \(hiddenSizes.lowerBound) to \(hiddenSizes.upperBound)"
      case .dropout: "dropout 0 to \(SearchSpace.mostDropout)"
      case .batch: "batch " + batches.map { "\($0)" }.joined(separator: ", ")
      }
    }
  }
}

extension TunePlan.Length {
  /// The option of `train` that asks for it.
  var option: [String] {
    switch self {
    case .seconds(let seconds):
      // Tenths of a second where there are few.
      let rounded = seconds < 10 ? (seconds * 10).rounded(.up) / 10 : seconds.rounded()
      return ["--time", "\(TuneTable.number(rounded))s"]
    case .epochs(let epochs): return ["--epochs", "\(epochs)"]
    }
  }
}
