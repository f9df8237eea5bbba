import Unroll

/// The adding problem (Hochreiter and Schmidhuber, 1997, in the form of arXiv:1803.01271): at each time
/// step a number in 0 ..< 1 and a marker; two steps of the sequence are marked, and the sum of their
/// numbers is to be told after the last step.
///
/// Who always answers 1 has a mean squared error of 1/6, the variance of the sum.
enum AddingProblem {
  /// The error without memory.
  static let baseline = 1.0 / 6

  /// Made-up sequences, each from a stream of its own.
  static func data(
    count: Int, steps: Int, seed: UInt64, first: Int
  ) throws(DatasetError) -> Dataset {
    var inputs: [Float] = []
    var targets: [Float] = []
    inputs.reserveCapacity(count * steps * 2)
    for index in first..<first + count {
      var stream = RandomStream(seed: seed, purpose: .trials, index: UInt64(index))
      let one = stream.below(steps)
      let other = (one + 1 + stream.below(steps - 1)) % steps
      var sum: Float = 0
      for t in 0..<steps {
        let number = Float(stream.uniform())
        let isMarked = t == one || t == other
        if isMarked { sum += number }
        inputs.append(number)
        inputs.append(isMarked ? 1 : 0)
      }
      targets.append(sum)
    }
    return try Dataset(
      inputs: .values(inputs, size: 2), targets: .values(targets, size: 1),
      lengths: [Int](repeating: steps, count: count), predicting: .last)
  }
}
