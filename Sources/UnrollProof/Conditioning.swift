import UnrollReference

/// A rectifier or a loss whose argument is this close to its kink may switch sides in Float, or
/// between the points of finite differences: the gradient is not defined there, and such a network
/// proves nothing.
private let smallestDistanceToKink = 1e-4

/// Products that a layer normalisation divides by less than this part of the largest of them are
/// nearly equal: the quotient amplifies their rounding in Float, and bends within the steps of finite
/// differences.
private let smallestSpread = 0.2
/// The same in absolute terms, beside the √10⁻⁵ that normalisation adds.
private let smallestDeviation = 0.03

/// Whether numbers in Float and finite differences say little of a gradient: because one of the
/// passes comes too near to a kink of the cell or of the loss, or normalises numbers that are nearly
/// equal.
func isIllConditioned(_ passes: [ReferenceStackPass], of reference: ReferenceStack) -> Bool {
  let configuration = reference.configuration
  return passes.contains { pass in
    isNearKink(pass, ofCell: configuration.cell) || isNearKink(pass, ofLoss: configuration.loss)
      || configuration.isNormalised && isNearlyFlat(pass, hidden: configuration.hiddenSize)
  }
}

/// Whether products of a gate are nearly but not exactly equal.
private func isNearlyFlat(_ pass: ReferenceStackPass, hidden: Int) -> Bool {
  pass.layers.contains { layer in
    layer.directions.contains { direction in
      direction.steps.contains { step in
        [step.inputProducts, step.recurrentProducts].contains { products in
          stride(from: 0, to: products.count, by: hidden).contains { first in
            isNearlyFlat(products[first..<first + hidden])
          }
        }
      }
    }
  }
}

private func isNearlyFlat(_ products: ArraySlice<Double>) -> Bool {
  let mean = products.reduce(0, +) / Double(products.count)
  let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(products.count)
  let deviation = variance.squareRoot()
  let largest = products.reduce(0) { max($0, abs($1)) }
  return deviation > 0 && (deviation < smallestSpread * largest || deviation < smallestDeviation)
}

private func isNearKink(_ pass: ReferenceStackPass, ofCell cell: any ReferenceCell) -> Bool {
  guard let cell = cell as? ReferenceVanillaCell, cell.activation == .relu else { return false }
  return pass.allDirections.contains { direction in
    direction.steps.contains { step in
      step.neurons.contains { abs($0.X[0] + $0.R[0]) < smallestDistanceToKink }
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
