/// The average of a network's weights over a run, as ``Averaging`` says.
///
/// Numbers are accumulated in Double: a slow average takes in steps of 1 - decay times a small
/// difference, which Float would round away as soon as they are under 6e-8 of a weight, and the
/// average would stand still short of its mark.
struct WeightAverage: Sendable, Equatable {
  private let averaging: Averaging
  private(set) var state = State()

  /// What the average has come to.
  struct State: Sendable, Equatable {
    /// The average; empty while there is none.
    var mean: [Double] = []
    /// How many weights the mean of epochs is of.
    var count = 0
  }

  /// Starts at a network's initial weights.
  init(_ averaging: Averaging, of parameters: Parameters) {
    self.averaging = averaging
    if case .exponential = averaging { state.mean = parameters.values.map(Double.init) }
  }

  /// Takes in the weights after an update; updates count from 1.
  ///
  /// - Complexity: one multiply-add for each parameter, 20 bytes of memory to and fro.
  mutating func takeUpdate(_ parameters: Parameters, step: Int) {
    guard case .exponential(let decay) = averaging else { return }
    let t = Double(step)
    mix(parameters, share: 1 - min(decay, (1 + t) / (10 + t)))
  }

  /// Takes in the weights when the network is judged.
  ///
  /// - Parameter progress: the part of the run that is done, 0 to 1.
  mutating func takeEpoch(_ parameters: Parameters, progress: Double) {
    guard case .stochastic(let start) = averaging, progress > start else { return }
    if state.count == 0 { state.mean = [Double](repeating: 0, count: parameters.values.count) }
    state.count += 1
    mix(parameters, share: 1 / Double(state.count))
  }

  /// Begins again at the weights of `parameters`, if there is an average.
  mutating func restart(from parameters: Parameters) {
    guard !state.mean.isEmpty else { return }
    state.mean = parameters.values.map(Double.init)
  }

  /// Forgets numbers that are not finite, and begins again at the weights of `parameters`.
  mutating func recover(from parameters: Parameters) {
    guard !state.mean.allSatisfy(\.isFinite) else { return }
    state.mean = parameters.values.map(Double.init)
  }

  /// Puts the average, if there is one, in the place of the weights.
  func replace(_ parameters: inout Parameters) {
    for i in state.mean.indices { parameters.values[i] = Float(state.mean[i]) }
  }

  /// Goes on from where another average of the same kind stood.
  mutating func resume(from state: State) { self.state = state }

  /// Spans, and each element read once: of this the compiler makes vectors, of the same loop over
  /// arrays it does not (0.3 and 1.4 ns a weight on x86-64).
  private mutating func mix(_ parameters: Parameters, share: Double) {
    var mean = state.mean.mutableSpan
    let values = parameters.values.span
    precondition(mean.count == values.count, "\(values.count) weights, a mean of \(mean.count)")
    for i in 0..<values.count {
      let old = mean[i]
      mean[i] = old + share * (Double(values[i]) - old)
    }
  }
}
