import Unroll

/// Words that a model writes, one stream of chance for each.
enum Samples {
  /// `count` words without a prefix, made safe to print.
  static func words(
    _ sampler: WordSampler, count: Int, options: SamplingOptions, seed: UInt64,
    firstIndex: UInt64 = 0
  ) -> [String] {
    (0..<count).compactMap { index in
      var stream = RandomStream(
        seed: seed, purpose: .sampling, index: firstIndex &+ UInt64(index))
      // Without a prefix there is no symbol that could be unknown.
      return (try? sampler.word(options, using: &stream)).map(Format.printable)
    }
  }
}
