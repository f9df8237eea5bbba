extension WorkedDerivation {
  /// Equation (15).
  func writeSums(on page: inout Page, _ math: MathText) {
    page.heading(2, "3. Sums")
    page.paragraph(
      """
      (15) The sum along the loss axis, and over the time steps\(reductionNote). In the sums over
      $`t`$ below every term is already summed over $`k`$.
      """)
    for (index, name) in Self.names.enumerated() {
      let terms = stepGradients.map { math.text(Self.array($0, index)) }
      let total = math.text(Self.array(gradient, index))
      page.equation(
        "g_{\(name)}",
        [
          "\(reductionFactor)\\sum_{t=1}^{\(forward.count)} "
            + "\\sum_{k=1}^{\(shape.outputSize)} "
            + "\\left.\\frac{\\partial L_t}{\\partial \(name)}\\right|_k",
          reductionFactor + grouped(terms),
          total,
        ])
    }
  }

  /// Equation (16) and the loss after it.
  func writeUpdate(on page: inout Page, _ math: MathText) {
    page.heading(2, "4. Update")
    page.paragraph("(16) Every parameter takes a step against its gradient:")
    for (index, name) in Self.names.enumerated() {
      page.equation(
        "\(name)^{\\mathrm{new}}",
        [
          "\(name) - \\alpha\\, g_{\(name)}",
          "\(math.text(Self.array(parameters, index))) - \(math.factor(learningRate)) "
            + math.text(Self.array(gradient, index)),
          math.text(Self.array(updated, index)),
        ])
    }
    page.paragraph("The loss (6) of the same sequence:")
    page.table(
      ["", "loss"],
      [
        ["before the update", math.numbers.plain(lossBefore)],
        ["after the update", math.numbers.plain(lossAfter)],
      ])
  }

  /// A sum in parentheses where something stands before it.
  private func grouped(_ terms: [String]) -> String {
    let sum = terms.joined(separator: " + ")
    return reductionFactor.isEmpty ? sum : "\\left( \(sum) \\right)"
  }

  private static let names = ["U", "W", "b", "V", "c"]

  private static func array(_ parameters: WorkedParameters, _ index: Int) -> WorkedArray {
    switch index {
    case 0: .matrix(parameters.U)
    case 1: .matrix(parameters.W)
    case 2: .vector(parameters.b)
    case 3: .matrix(parameters.V)
    default: .vector(parameters.c)
    }
  }
}

/// A parameter array, whichever it is.
private enum WorkedArray {
  case matrix(Matrix)
  case vector([Double])
}

extension MathText {
  fileprivate func text(_ array: WorkedArray) -> String {
    switch array {
    case .matrix(let values): matrix(values)
    case .vector(let values): vector(values)
    }
  }
}
