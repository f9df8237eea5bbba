import Unroll

extension JobDefaults {
  /// What telling classes apart takes, by what is read.
  ///
  /// - Parameter sequences: how many there are to learn; few take more epochs.
  init(classifying input: ClassifierInput, sequences: Int, _ preset: Preset) {
    self.init(.classify, preset)
    if case .numbers = input { takeNumbers(preset, areFew: sequences < 2000) }
  }

  /// Classes of texts.
  mutating func takeTexts(_ preset: Preset) {
    cell = .gru
    isBidirectional = true
    batch = .sequences(32)
    averaging = .exponential(decay: 0.99)
    switch preset {
    case .small:
      (hidden, embedding, epochs) = (64, 32, 8)
      learningRate = 0.004
      (dropout.layers, dropout.input) = (0.3, 0.1)
    case .medium:
      (hidden, embedding, epochs) = (128, 48, 14)
      learningRate = 0.003
      (dropout.layers, dropout.input) = (0.4, 0.1)
    case .large:
      (hidden, embedding, layers, epochs) = (192, 64, 2, 20)
      learningRate = 0.002
      (dropout.layers, dropout.input, dropout.recurrent) = (0.5, 0.1, 0.2)
    }
  }

  /// Classes of sequences of numbers.
  private mutating func takeNumbers(_ preset: Preset, areFew: Bool) {
    embedding = nil
    cell = .gru
    isBidirectional = true
    batch = .sequences(32)
    averaging = .exponential(decay: 0.99)
    switch preset {
    case .small:
      (hidden, epochs) = (64, areFew ? 20 : 10)
      learningRate = 0.004
      (dropout.layers, dropout.input) = (0.3, 0.1)
    case .medium:
      (hidden, epochs) = (160, areFew ? 40 : 20)
      learningRate = 0.003
      (dropout.layers, dropout.input) = (0.4, 0.2)
    case .large:
      (hidden, layers, epochs) = (192, 2, areFew ? 80 : 40)
      learningRate = 0.002
      (dropout.layers, dropout.input) = (0.5, 0.2)
    }
  }
}
