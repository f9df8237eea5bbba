/// The formulas of one slice of a tensor, in letters and in numbers.
extension WorkedDerivation {
  /// One slice of a derivative.
  func slice(
    _ what: String, _ axis: String, _ index: Int, by parameter: String
  ) -> String {
    "\\left.\\frac{\\partial \(what)}{\\partial \(parameter)}\\right|_{\(axis)=\(index + 1)}"
  }

  /// Equations (12) and (13), element by element.
  func recursion(_ t: Int, _ parameter: String, embedded: String) -> String {
    "\\frac{\\partial a_{\(t)}}{\\partial \(parameter)}[i,p,q] = h'(z_{\(t)})[i] "
      + "\\left( [i = p]\\, \(embedded)[q] + \\sum_{m=1}^{\(shape.hiddenSize)} W[i,m] "
      + "\\frac{\\partial a_{\(t - 1)}}{\\partial \(parameter)}[m,p,q] \\right)"
  }

  /// Equation (14), element by element.
  func contraction(_ t: Int, _ parameter: String) -> String {
    "\\frac{\\partial L_{\(t)}}{\\partial \(parameter)}[k,p,q] = "
      + "\\sum_{i=1}^{\(shape.hiddenSize)} "
      + "\\frac{\\partial L_{\(t)}}{\\partial a_{\(t)}}[k,i] "
      + "\\frac{\\partial a_{\(t)}}{\\partial \(parameter)}[i,p,q]"
  }

  /// The matrix E(v) at slice i: zero but for `v` in row `i`.
  func embedded(_ v: [Double], inRow i: Int) -> Matrix {
    Matrix((0..<shape.hiddenSize).map { $0 == i ? v : v.map { _ in 0 } })
  }

  /// Equations (12) and (13) for slice `i` with their numbers.
  func recursionSteps(
    _ math: MathText, _ hPrime: Double, _ embedded: Matrix, _ i: Int, _ before: Tensor3,
    _ result: Matrix
  ) -> [String] {
    let terms = weighted(math, parameters.W.nested[i], before)
    let sum = ([math.matrix(embedded)] + terms).joined(separator: " + ")
    let factored = terms.isEmpty ? sum : "\\left( \(sum) \\right)"
    return ["\(math.factor(hPrime)) \(factored)", math.matrix(result)]
  }

  /// Equation (14) for one slice with its numbers.
  func contractionSteps(
    _ math: MathText, _ da: [Double], _ state: Tensor3, _ result: Matrix
  ) -> [String] {
    let terms = weighted(math, da, state)
    return (terms.isEmpty ? [] : [terms.joined(separator: " + ")]) + [math.matrix(result)]
  }

  /// The terms weight · slice of a sum over the first axis, without those of zeros.
  private func weighted(_ math: MathText, _ weights: [Double], _ tensor: Tensor3) -> [String] {
    weights.indices.compactMap { m in
      let slice = tensor[slice: m]
      if slice.values.allSatisfy({ $0 == 0 }) { return nil }
      return "\(math.factor(weights[m])) \(math.matrix(slice))"
    }
  }
}
