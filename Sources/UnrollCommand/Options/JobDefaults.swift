import ArgumentParser
import Unroll

/// The kinds of job, by the names that users type.
enum Task: String, ExpressibleByArgument, CaseIterable {
  case words, text, classify, tag, forecast, events
}

/// How large a network and how long a run a job takes where its user does not say.
enum Preset: String, ExpressibleByArgument, CaseIterable {
  case small, medium, large
}

/// What a job takes where its user does not say; chosen by measurement, which Documentation/Experiments.md
/// tells.
struct JobDefaults {
  var cell = Cell.vanilla
  var layers = 1
  var hidden = 128
  var embedding: Int?
  var isBidirectional = false
  /// How words are read by their characters, where they are.
  var spelling = Spelling()
  var isNormalised = false
  var dropout = DropoutRates()
  var labelSmoothing = 0.0
  var optimizer = OptimizerConfiguration.Rule.adamw
  var learningRate: Double?
  var weightDecay: Float?
  var batch = TrainingOptions.BatchSize.sequences(32)
  var window = 64
  /// Epochs of the run; of forecasts, whose series may be short or long, updates.
  var epochs = 20
  var averaging = Averaging.none
  /// How often a run is judged; nil for after each epoch.
  var evaluations: Int?

  init(_ task: Task, _ preset: Preset) {
    switch task {
    case .words: takeWords(preset)
    case .text: takeText(preset)
    case .classify: takeTexts(preset)
    case .forecast: takeForecast(preset)
    case .events: takeEvents(preset)
    case .tag: takeTag(preset)
    }
  }

  /// Sizes of what reads characters, and how often only they are read.
  struct Spelling {
    var embedding = 24
    var hidden = 48
    var wordDropout = 0.1
  }

  private mutating func takeTag(_ preset: Preset) {
    cell = .lstm
    isBidirectional = true
    (hidden, embedding) = (128, 96)
    (dropout.layers, dropout.input) = (0.4, 0.3)
    (learningRate, batch, epochs) = (0.004, .sequences(32), 12)
    switch preset {
    case .small:
      (hidden, embedding, epochs) = (64, 48, 6)
      spelling.hidden = 32
    case .medium: break
    case .large:
      (hidden, embedding, epochs) = (256, 128, 20)
      spelling.hidden = 96
    }
  }

  private mutating func takeWords(_ preset: Preset) {
    switch preset {
    case .small: (hidden, epochs) = (64, 10)
    case .medium: break
    case .large:
      (cell, hidden, embedding) = (.lstm, 320, 48)
      isNormalised = true
      (dropout.layers, dropout.input, dropout.recurrent) = (0.3, 0.15, 0.2)
      averaging = .exponential(decay: 0.998)
      (learningRate, batch, epochs) = (0.003, .sequences(64), 14)
    }
  }

  private mutating func takeText(_ preset: Preset) {
    cell = .lstm
    batch = .sequences(16)
    window = 64
    evaluations = 10
    averaging = .exponential(decay: 0.998)
    switch preset {
    case .small:
      (hidden, embedding, epochs) = (128, 32, 4)
      learningRate = 0.006
    case .medium:
      (hidden, embedding, epochs) = (256, 128, 12)
      (learningRate, dropout.layers) = (0.005, 0.3)
    case .large:
      (hidden, embedding, epochs) = (512, 128, 12)
      (learningRate, dropout.layers) = (0.005, 0.5)
    }
  }

  private mutating func takeForecast(_ preset: Preset) {
    cell = .lstm
    batch = .sequences(16)
    evaluations = 40
    learningRate = 0.005
    // Series are noisy more often than not: the average of the weights is the better forecast.
    averaging = .exponential(decay: 0.98)
    switch preset {
    case .small: (hidden, epochs) = (16, 200)
    case .medium: (hidden, epochs) = (32, 400)
    case .large: (hidden, epochs) = (64, 8000)
    }
  }

  private mutating func takeEvents(_ preset: Preset) {
    cell = .lstm
    batch = .sequences(8)
    learningRate = 0.004
    averaging = .exponential(decay: 0.99)
    switch preset {
    case .small: (hidden, epochs, dropout.layers) = (128, 20, 0.3)
    case .medium: (hidden, epochs, dropout.layers) = (256, 100, 0.5)
    case .large: (hidden, epochs, dropout.layers) = (384, 120, 0.5)
    }
  }
}
