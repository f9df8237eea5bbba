extension WorkedDerivation {
  /// Equations (1) to (6).
  func writeForward(on page: inout Page, _ math: MathText) {
    page.heading(2, "1. Forward propagation")
    page.paragraph("The hidden vector starts at zero: $`a_0 = 0`$.")
    for (t, step) in zip(1..., forward) {
      page.heading(3, "Forward, t = \(t)")
      let (H, K) = (shape.hiddenSize, shape.outputSize)

      page.paragraph("(1) The input of the hidden layer, \(H) numbers:")
      page.equation(
        "z_{\(t)}",
        [
          "W a_{\(t - 1)} + U x_{\(t)} + b",
          "\(math.matrix(parameters.W)) \(math.vector(step.aBefore)) + "
            + "\(math.matrix(parameters.U)) \(math.vector(step.x)) + "
            + math.vector(parameters.b),
          math.vector(step.z),
        ])

      page.paragraph("(2) The hidden vector, \(H) numbers:")
      page.equation("a_{\(t)}", ["h(z_{\(t)}) = \(math.vector(step.a))"])

      page.paragraph("(3) The output's input, \(K) numbers:")
      page.equation(
        "o_{\(t)}",
        [
          "V a_{\(t)} + c",
          "\(math.matrix(parameters.V)) \(math.vector(step.a)) + \(math.vector(parameters.c))",
          math.vector(step.o),
        ])

      page.paragraph("(4) The prediction, \(K) numbers:")
      let prediction = output == .softmaxCrossEntropy ? "\\mathrm{softmax}(o_{\(t)})" : "o_{\(t)}"
      page.equation("\\hat y_{\(t)}", ["\(prediction) = \(math.vector(step.yHat))"])

      page.paragraph("(5) The loss, \(K) numbers, one per output:")
      page.equation("L_{\(t)}", lossSteps(t, step, math))
    }
    writeLoss(on: &page, math)
  }

  private func lossSteps(_ t: Int, _ step: ForwardStep, _ math: MathText) -> [String] {
    switch output {
    case .softmaxCrossEntropy:
      [
        "-\\left(y_{\(t)} \\odot \\log \\hat y_{\(t)}\\right)",
        "-\\left(\(math.vector(step.y)) \\odot \\log \(math.vector(step.yHat))\\right)",
        math.vector(step.losses),
      ]
    case .identitySquaredError:
      [
        "\\left(\\hat y_{\(t)} - y_{\(t)}\\right)^{\\odot 2}",
        "\\left(\(math.vector(step.yHat)) - \(math.vector(step.y))\\right)^{\\odot 2}",
        math.vector(step.losses),
      ]
    }
  }

  /// Equation (6).
  private func writeLoss(on page: inout Page, _ math: MathText) {
    page.paragraph("(6) The loss of the sequence, over all steps and outputs\(reductionNote):")
    let terms = forward.map { step in math.factor(step.losses.reduce(0, +)) }
    page.equation(
      "\\mathcal{L}",
      [
        "\(reductionFactor)\\sum_{t=1}^{\(forward.count)} \\sum_{k=1}^{\(shape.outputSize)} L_t[k]",
        "\(reductionFactor)\\left(\(terms.joined(separator: " + "))\\right)",
        math.number(lossBefore),
      ])
  }

  /// What stands before the sums where the loss is a mean.
  var reductionFactor: String {
    let divisor = reduction.divisor(
      steps: forward.count, outputSize: shape.outputSize, output: output)
    return divisor == 1 ? "" : "\\frac{1}{\(Int(divisor))} "
  }

  /// Words for the same.
  var reductionNote: String {
    switch (reduction, output) {
    case (.sum, _): ""
    case (.mean, .softmaxCrossEntropy): ", divided by the number of steps"
    case (.mean, .identitySquaredError): ", divided by the number of steps times outputs"
    }
  }
}
