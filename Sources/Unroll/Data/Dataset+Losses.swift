extension Dataset {
  /// Checks that targets are such as a loss can judge: those of a binary loss lie in 0 ... 1.
  ///
  /// A ``Trainer`` checks its data. An ``Engine`` does not: beyond 0 ... 1 the formula of the binary
  /// loss still holds, but it has no smallest value.
  ///
  /// - Throws: ``DatasetError/targetNotBinary(step:value:)``.
  public func validate(for loss: LossFunction) throws(DatasetError) {
    try targets.validate(for: loss)
  }
}

extension Dataset.Track {
  /// Checks that targets are such as a loss can judge.
  func validate(for loss: LossFunction, firstStep: Int = 0) throws(DatasetError) {
    guard loss == .binary, case .values(let values, let size) = self else { return }
    if let index = values.firstIndex(where: { !(0...1).contains($0) }) {
      throw .targetNotBinary(step: firstStep + index / size, value: values[index])
    }
  }
}
