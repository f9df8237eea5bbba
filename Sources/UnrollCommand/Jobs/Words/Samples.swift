import Unroll

/// Words that a model writes, one stream of chance for each.
enum Samples {
  /// `count` words without a prefix, made safe to print.
  static func words(
    _ sampler: WordSampler, count: Int, options: SamplingOptions, seed: UInt64,
    firstIndex: UInt64 = 0
  ) -> [String] {
    var words: [String] = []
    // Without a prefix there is no symbol that could be unknown.
    try? sampler.words(count: count, firstIndex: firstIndex, options, seed: seed) {
      words.append(Format.printable($0))
    }
    return words
  }
}
