/// How symbols are drawn from the predictions of a model.
public struct SamplingOptions: Sendable, Codable, Equatable {
  /// The logits are divided by this before the softmax: under 1 bolder, over 1 more varied, 0 the
  /// likeliest symbol each time, as does a temperature that is no number.
  public var temperature = 1.0
  /// Draws from this many likeliest symbols only (Fan, Lewis and Dauphin, 2018,
  /// arXiv:1805.04833); from one at least.
  public var topK: Int?
  /// Draws from the fewest likeliest symbols whose probabilities add up to at least this
  /// (Holtzman et al., 2020, arXiv:1904.09751); from one at least.
  public var topP: Double?
  /// The most symbols of a word, the prefix included; a prefix is never cut, and a word has one
  /// symbol at least. Of bytes there may be up to three more, to end a scalar that has begun.
  public var maximumLength = 100

  /// Creates the defaults: draws from the model's own distribution.
  public init() {}
}
