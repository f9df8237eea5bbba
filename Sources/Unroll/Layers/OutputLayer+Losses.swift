import Kernels

extension OutputLayer {
  /// The losses of a range of predictions and their gradients by o_t.
  ///
  ///     ∂L_t/∂o_t = ŷ_t - y_t       symbols: equation (17)
  ///     ∂L_t/∂o_t = 2 (ŷ_t - y_t)   values, squared error
  ///
  /// and so on, as ``LossFunction`` tells.
  func computeLosses(_ batch: Batch, predictions: Range<Int>, for purpose: LossPurpose) {
    let set = instructionSet
    let outputs = outputs.block.rows(predictions)
    let gradient = dOutputs.block.rows(predictions)
    let losses = losses.block.columns(predictions)
    if case .crossEntropy = loss {
      let targets = batch.targets.symbols.block.slice(predictions)
      if purpose == .objective && targetWeights.block.columns > 0 {
        set.weightedCrossEntropy(
          outputs, targets: targets, weights: targetWeights.block, shares: smoothingShares.block,
          losses: losses, gradient: gradient, gradientScale: 1)
      } else {
        set.softmaxCrossEntropy(
          outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: 1)
      }
      return
    }
    let targets = batch.targets.values.block.rows(predictions)
    switch loss {
    case .crossEntropy: break
    case .squaredError:
      set.squaredError(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: 1)
    case .absoluteError:
      set.absoluteError(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: 1)
    case .gaussian:
      set.gaussian(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: 1)
    case .quantiles(let levels):
      set.quantiles(
        outputs, targets: targets, levels: levels, losses: losses, gradient: gradient,
        gradientScale: 1)
    case .binary:
      set.binary(outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: 1)
    }
  }

  /// The losses of all predictions of a batch, added to `start` window by window in the order of time.
  func totalLoss(_ batch: Batch, for purpose: LossPurpose, from start: Loss) -> Loss {
    var total = start
    for range in batch.predictionRanges.reversed() {
      total.sum = losses.sum(range, from: total.sum)
      let count = range.count * loss.predictions(width: port.width)
      total.count += count
      guard purpose == .objective, case .crossEntropy(_, let classWeights?) = loss else {
        total.weight += Double(count)
        continue
      }
      let targets = batch.targets.symbols.block
      for place in range { total.weight += Double(classWeights[Int(targets[place])]) }
    }
    return total
  }
}

extension LossFunction {
  /// What the losses of single symbols count for in the objective: a target's own (1 - ε) w, every
  /// symbol's ε w / K. Nil for the plain cross-entropy and for losses of numbers.
  func symbolWeights(count: Int) -> (targets: [Float], shares: [Float])? {
    guard case .crossEntropy(let smoothing, let classWeights) = self else { return nil }
    if smoothing == 0 && classWeights == nil { return nil }
    let weights = classWeights ?? [Float](repeating: 1, count: count)
    let epsilon = Double(smoothing)
    return (
      weights.map { Float((1 - epsilon) * Double($0)) },
      weights.map { Float(epsilon * Double($0) / Double(count)) }
    )
  }
}
