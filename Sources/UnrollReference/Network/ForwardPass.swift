// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// Everything that forward propagation computes for one time step.
public struct ForwardStep: Equatable, Codable, Sendable {
  /// x_t, [I].
  public let x: [Double]
  /// y_t, [K].
  public let y: [Double]
  /// a_{t-1}, [H]; zero at the first step.
  public let aBefore: [Double]
  /// z_t, [H], equation (1).
  public let z: [Double]
  /// a_t, [H], equation (2).
  public let a: [Double]
  /// o_t, [K], equation (3).
  public let o: [Double]
  /// ŷ_t, [K], equation (4).
  public let yHat: [Double]
  /// L_t, [K], equation (5): one loss per output.
  public let losses: [Double]
}

/// Forward propagation over one sequence.
public struct ForwardPass: Equatable, Codable, Sendable {
  /// The steps in order of time: `steps[0]` is t = 1.
  public let steps: [ForwardStep]

  /// Σ_t Σ_k L_t[k], equation (6).
  public var totalLoss: Double {
    steps.reduce(0) { sum, step in step.losses.reduce(sum, +) }
  }
}

extension ReferenceNetwork {
  /// Forward propagation from the state a_0 = 0, equations (1) to (5).
  ///
  /// Costs H (H + I) + K H multiply-adds per step.
  ///
  /// - Parameter sequence: inputs of size I and targets of size K.
  /// - Returns: every intermediate value of every step.
  public func forward(_ sequence: ReferenceSequence) -> ForwardPass {
    var a = Array(repeating: 0.0, count: shape.hiddenSize)
    let steps = (0..<sequence.count).map { t in
      let step = forwardStep(sequence.inputs[t], from: a, target: sequence.targets[t])
      a = step.a
      return step
    }
    return ForwardPass(steps: steps)
  }

  /// Forward propagation over several sequences, each from a state of zero.
  public func forward(_ sequences: [ReferenceSequence]) -> [ForwardPass] {
    sequences.map { forward($0) }
  }

  /// One time step.
  func forwardStep(
    _ x: [Double], from aBefore: [Double], target y: [Double]
  ) -> ForwardStep {
    let (I, H, K) = (shape.inputSize, shape.hiddenSize, shape.outputSize)
    precondition(x.count == I, "an input of \(x.count) numbers for a network with \(I) inputs")
    precondition(y.count == K, "a target of \(y.count) numbers for a network with \(K) outputs")

    // (1)
    var z = b
    for i in 0..<H {
      for j in 0..<H { z[i] += W[i, j] * aBefore[j] }
      for j in 0..<I { z[i] += U[i, j] * x[j] }
    }
    // (2)
    let a = z.map { activation.value(at: $0) }
    // (3)
    var o = c
    for k in 0..<K {
      for j in 0..<H { o[k] += V[k, j] * a[j] }
    }
    // (4), (5)
    return ForwardStep(
      x: x, y: y, aBefore: aBefore, z: z, a: a, o: o,
      yHat: output.prediction(o), losses: output.loss(o, target: y))
  }
}
