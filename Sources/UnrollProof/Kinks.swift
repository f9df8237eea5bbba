import UnrollReference

/// A rectifier or a loss whose argument is this close to its kink may switch sides in Float, or
/// between the points of finite differences: the gradient is not defined there, and such a network
/// proves nothing.
private let smallestDistanceToKink = 1e-4

/// Whether one of the passes comes too near to a kink of the cell or of the loss.
func isNearKink(_ passes: [ReferenceStackPass], of reference: ReferenceStack) -> Bool {
  passes.contains { pass in
    isNearKink(pass, ofCell: reference.configuration.cell)
      || isNearKink(pass, ofLoss: reference.configuration.loss)
  }
}

private func isNearKink(_ pass: ReferenceStackPass, ofCell cell: any ReferenceCell) -> Bool {
  guard let cell = cell as? ReferenceVanillaCell, cell.activation == .relu else { return false }
  return pass.layers.contains { layer in
    layer.directions.contains { direction in
      direction.steps.contains { step in
        step.neurons.contains { abs($0.X[0] + $0.R[0]) < smallestDistanceToKink }
      }
    }
  }
}

private func isNearKink(_ pass: ReferenceStackPass, ofLoss loss: ReferenceLoss) -> Bool {
  guard case .numbers(let targets) = pass.sequence.targets else { return false }
  return zip(pass.outputs, targets).contains { o, y in
    switch loss {
    case .absoluteError, .quantiles:
      o.indices.contains { abs(o[$0] - y[$0 % y.count]) < smallestDistanceToKink }
    case .gaussian:
      o.dropFirst(y.count).contains { abs(abs($0) - 20) < smallestDistanceToKink }
    case .crossEntropy, .squaredError, .binary:
      false
    }
  }
}
