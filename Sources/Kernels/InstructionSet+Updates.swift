package import KernelBodies

// Updates of flat parameters, and elementary functions on arrays.

extension InstructionSet {
  /// Moves `parameters` along their gradient; `first` and `second` are the rule's states, empty
  /// for a rule without them. All in one pass over `range`.
  package func update(
    _ parameters: FlatBlock, gradient: FlatBlock, first: FlatBlock, second: FlatBlock,
    range: Range<Int>, rule: UpdateRule, scaling: GradientScaling = GradientScaling(),
    clearsGradient: Bool = false
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= parameters.count
        && range.upperBound <= gradient.count
        && (!rule.hasFirstState || range.upperBound <= first.count)
        && (!rule.hasSecondState || range.upperBound <= second.count),
      "update of \(range) with \(parameters.count) parameters, \(gradient.count) gradients")
    kernels.update(
      UpdateOperands(
        parameters: parameters.base + range.lowerBound,
        gradient: gradient.base + range.lowerBound,
        first: rule.hasFirstState ? first.base + range.lowerBound : first.base,
        second: rule.hasSecondState ? second.base + range.lowerBound : second.base,
        count: range.count, scaling: scaling, clearsGradient: clearsGradient),
      rule: rule)
  }

  /// `Σ x²` in Double, in an order that depends on the count alone: block by block.
  package func sumOfSquares(_ x: [Float]) -> Double {
    x.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      var total = 0.0
      for block in 0..<SquareSums.blocks(buffer.count) {
        let range = SquareSums.range(block, of: buffer.count)
        total += kernels.sumOfSquares(base + range.lowerBound, count: range.count)
      }
      return total
    }
  }

  /// `x *= factor`
  package func scale(_ x: FlatBlock, by factor: Float) {
    kernels.scale(x.base, by: factor, count: x.count)
  }

  /// Limits each element to `-limit...limit`.
  package func clamp(_ x: FlatBlock, to limit: Float) {
    kernels.clamp(x.base, to: limit, count: x.count)
  }

  /// `exp(x)`, element by element. Maximum error: see `Exponential`.
  package func exponential(_ x: [Float]) -> [Float] { map(x, kernels.exponential) }

  /// `tanh(x)`, element by element. Maximum error: see `HyperbolicTangent`.
  package func hyperbolicTangent(_ x: [Float]) -> [Float] { map(x, kernels.hyperbolicTangent) }

  /// `1 / (1 + exp(-x))`, element by element. Maximum error: see `Logistic`.
  package func logistic(_ x: [Float]) -> [Float] { map(x, kernels.logistic) }

  private func map(
    _ x: [Float], _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: x.count) { result, count in
      count = x.count
      guard let target = result.baseAddress else { return }
      x.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { body(base, target, x.count) }
      }
    }
  }
}

extension UpdateRule {
  /// Whether the rule keeps a momentum.
  package var hasFirstState: Bool {
    switch self {
    case .momentum, .nesterov, .adam: true
    case .gradientDescent, .adaGrad, .rmsProp: false
    }
  }

  /// Whether the rule keeps squares of the gradient.
  package var hasSecondState: Bool {
    switch self {
    case .adaGrad, .rmsProp, .adam: true
    case .gradientDescent, .momentum, .nesterov: false
    }
  }
}
