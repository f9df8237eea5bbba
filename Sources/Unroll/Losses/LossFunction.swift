/// What training makes small: the loss of one time step's outputs o against its target y.
///
/// Losses are sums over outputs and time steps in the gradient, means in reports. A network that
/// predicts the tenth, the half and nine tenths of tomorrow's demand, from three numbers of today:
///
///     let configuration = NetworkConfiguration(
///       input: .values(size: 3), cell: .gru, hiddenSize: 32, output: .values(size: 1),
///       loss: .quantiles(levels: [0.1, 0.5, 0.9]))
///     let trainer = try Trainer(Network(configuration, seed: 1), data: data)
///
/// Its three outputs of each time step are the quantiles, in that order. Infinite and undefined
/// outputs give losses that are not finite, which a ``Trainer`` reports as divergence.
public enum LossFunction: Sendable, Codable, Equatable {
  /// Softmax with cross-entropy, in nats, for symbols.
  ///
  ///     (1-ε) w_y (-log ŷ_y) + ε/K Σ_k w_k (-log ŷ_k),   mean over Σ w_y
  ///
  /// - labelSmoothing: ε, 0 ..< 1 (Szegedy et al., 2016, doi:10.1109/CVPR.2016.308).
  /// - classWeights: w, one for each symbol; nil for ones.
  ///
  /// Smoothing and weights shape training; an evaluation measures the plain cross-entropy.
  case crossEntropy(labelSmoothing: Float = 0, classWeights: [Float]? = nil)
  /// Σ_j (o_j - y_j)², mean of a value.
  case squaredError
  /// Σ_j |o_j - y_j|, mean of a value; the derivative at zero is zero.
  case absoluteError
  /// The negative logarithm of a normal density whose mean and variance are predicted (Nix and
  /// Weigend, 1994, doi:10.1109/ICNN.1994.374138). The outputs are the S means μ, then the S
  /// logarithms of variances ℓ, limited to ±20.
  ///
  ///     Σ_j ½ (ℓ_j + (y_j - μ_j)² exp(-ℓ_j) + log 2π), mean of a value
  case gaussian
  /// Quantiles at levels τ (Koenker and Bassett, 1978, doi:10.2307/1913643). The outputs are S
  /// values for the first level, then S for the next; the mean is that of a value and level.
  ///
  ///     Σ_q Σ_j max(τ_q (y_j - o_qj), (τ_q - 1)(y_j - o_qj))
  case quantiles(levels: [Float])
  /// Independent binary outputs: logistic with cross-entropy, targets in 0 ... 1, mean of a value.
  ///
  ///     Σ_j log(1 + exp(o_j)) - y_j o_j
  case binary

  /// The loss that suits targets when the user names none.
  public static func usual(for port: NetworkConfiguration.Port) -> LossFunction {
    switch port {
    case .symbols: .crossEntropy()
    case .values: .squaredError
    }
  }

  /// Outputs of the network for each symbol or number of the target.
  var outputsPerTarget: Int {
    switch self {
    case .crossEntropy, .squaredError, .absoluteError, .binary: 1
    case .gaussian: 2
    case .quantiles(let levels): levels.count
    }
  }

  /// Single losses that a target of `width` numbers is counted as when a mean is taken.
  func predictions(width: Int) -> Int {
    switch self {
    case .crossEntropy: 1
    case .squaredError, .absoluteError, .gaussian, .binary: width
    case .quantiles(let levels): width * levels.count
    }
  }
}
