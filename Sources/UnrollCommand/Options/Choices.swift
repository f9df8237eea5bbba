public import ArgumentParser
public import Unroll

// The library's choices as values of options: help lists them, a wrong one names them.

extension SymbolUnit: ExpressibleByArgument {}
extension Cell: ExpressibleByArgument {}
extension ClassWeights: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension ForecastShape.Prediction: ExpressibleByArgument {}
extension Series.Missing: ExpressibleByArgument {}
extension Initialiser: ExpressibleByArgument {}
extension GradientMethod: ExpressibleByArgument {}
extension OptimizerConfiguration.Rule: ExpressibleByArgument {}
extension TrainingOptions.Reduction: ExpressibleByArgument {}
extension TrainingOptions.Divergence: ExpressibleByArgument {}

/// `all`, or a number of sequences.
struct BatchArgument: ExpressibleByArgument {
  let size: TrainingOptions.BatchSize

  init(_ size: TrainingOptions.BatchSize) { self.size = size }

  init?(argument: String) {
    if argument == "all" {
      size = .all
    } else if let count = Int(argument), count >= 1 {
      size = .sequences(count)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch size {
    case .all: "all"
    case .sequences(let count): "\(count)"
    }
  }
}

/// `auto`, or a number of threads.
struct ThreadsArgument: ExpressibleByArgument {
  /// Nil for as many as there are processors.
  let count: Int?

  init(count: Int?) { self.count = count }

  init?(argument: String) {
    if argument == "auto" {
      count = nil
    } else if let number = Int(argument), (1...1024).contains(number) {
      count = number
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { count.map { "\($0)" } ?? "auto" }
}

/// The names of the ways in which recurrent weights start.
enum RecurrentInitialiserArgument: String, ExpressibleByArgument, CaseIterable {
  case same, orthogonal, identity
}

/// The names of the schedules.
enum ScheduleArgument: String, ExpressibleByArgument, CaseIterable {
  case constant, step, cosine
}

/// A share of the words to hold out, or a file of held-out words.
enum ValidationArgument: ExpressibleByArgument {
  case fraction(Double)
  case file(String)

  init?(argument: String) {
    if let number = Double(argument) {
      guard number >= 0, number < 1 else { return nil }
      self = .fraction(number)
    } else if argument.isEmpty {
      return nil
    } else {
      self = .file(argument)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .fraction(let share): "\(share)"
    case .file(let path): path
    }
  }
}
