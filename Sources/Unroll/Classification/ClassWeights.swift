/// Weights of classes in the objective of training.
public enum ClassWeights: String, Sendable, Codable, CaseIterable {
  /// Every sequence counts the same.
  case none
  /// Every class counts the same: N / (K n_k) for each of the n_k sequences of class k.
  case balanced

  /// The weight of each of `count` classes; nil for ones. A class without sequences has weight 1.
  public func weights(of labels: [Int], count: Int) -> [Float]? {
    guard self == .balanced else { return nil }
    var sizes = [Int](repeating: 0, count: count)
    for label in labels { sizes[label] += 1 }
    return sizes.map { size in
      size > 0 ? Float(Double(labels.count) / (Double(count) * Double(size))) : 1
    }
  }
}
