extension WorkedDerivation {
  /// Equations (7) to (14).
  func writeTensors(on page: inout Page, _ math: MathText) {
    let (n, H, K) = (shape.inputSize, shape.hiddenSize, shape.outputSize)
    page.heading(2, "2. Back-propagation through time")
    page.paragraph(
      """
      Every gradient has a leading axis of \(K), the loss axis: one gradient per component of the
      loss. A tensor is written slice after slice along its first axis. The derivatives of the
      hidden vector start at zero: $`\\partial a_0 / \\partial b = 0`$,
      $`\\partial a_0 / \\partial W = 0`$, $`\\partial a_0 / \\partial U = 0`$.
      """)
    for index in forward.indices {
      let (t, step, tensor) = (index + 1, forward[index], tensors[index])
      page.heading(3, "Gradients, t = \(t)")
      writeOutputLayer(on: &page, math, t, step, tensor)

      page.paragraph("The derivative of the hidden layer's function, \(H) numbers:")
      page.math("h'(z_{\(t)}) = \(math.vector(hPrime[index]))")
      page.paragraph("(11) The hidden vector by its biases, \(H) × \(H):")
      let earlier = index > 0 ? tensors[index - 1].state : StateDerivatives(zeroFor: shape)
      page.equation(
        "\\frac{\\partial a_{\(t)}}{\\partial b}",
        [
          "\\mathrm{diag}\\left(h'(z_{\(t)})\\right) \\left( I + "
            + "W \\frac{\\partial a_{\(t - 1)}}{\\partial b} \\right)",
          "\(math.diagonal(hPrime[index])) \\left( I + "
            + "\(math.matrix(parameters.W)) \(math.matrix(earlier.b)) \\right)",
          math.matrix(tensor.state.b),
        ])

      page.paragraph("(12) The hidden vector by its recurrent weights, \(H) × \(H) × \(H):")
      page.math(recursion(t, "W", embedded: "a_{\(t - 1)}"))
      page.paragraph(
        """
        For every hidden neuron $`i`$ a slice with rows $`p`$ and columns $`q`$. The first term has
        $`a_{\(t - 1)}`$ in row $`p = i`$; then come the slices of step \(t - 1) times row $`i`$ of
        $`W`$, those of zeros left out:
        """)
      for i in 0..<H {
        page.equation(
          slice("a_{\(t)}", "i", i, by: "W"),
          recursionSteps(
            math, hPrime[index][i], embedded(step.aBefore, inRow: i), i, earlier.W,
            tensor.state.W[slice: i]))
      }

      page.paragraph("(13) The hidden vector by its input weights, \(H) × \(H) × \(n):")
      page.math(recursion(t, "U", embedded: "x_{\(t)}"))
      for i in 0..<H {
        page.equation(
          slice("a_{\(t)}", "i", i, by: "U"),
          recursionSteps(
            math, hPrime[index][i], embedded(step.x, inRow: i), i, earlier.U,
            tensor.state.U[slice: i]))
      }

      writeHiddenLayer(on: &page, math, t, tensor)
    }
  }

  /// Equations (7) to (10).
  private func writeOutputLayer(
    on page: inout Page, _ math: MathText, _ t: Int, _ step: ForwardStep, _ tensor: TensorStep
  ) {
    let (H, K) = (shape.hiddenSize, shape.outputSize)
    page.paragraph("(7) The loss by the output's input, \(K) × \(K):")
    let difference = "\\hat y_{\(t)} - y_{\(t)}"
    let entries =
      output == .softmaxCrossEntropy ? difference : "2 \\left(\(difference)\\right)"
    page.equation(
      "\\delta^2_{\(t)} = \\frac{\\partial L_{\(t)}}{\\partial o_{\(t)}}",
      [
        "\\mathrm{diag}\\left(\(entries)\\right) = " + math.matrix(tensor.delta)
      ])

    page.paragraph("(8) By the output's biases, \(K) × \(K):")
    page.equation(
      "\\frac{\\partial L_{\(t)}}{\\partial c}",
      ["\\delta^2_{\(t)} = \(math.matrix(tensor.dc))"])

    page.paragraph(
      "(9) By the output's weights, \(K) × \(K) × \(H): slice $`k`$ is row $`k`$ of "
        + "$`\\delta^2_{\(t)}`$ as a column, times $`a_{\(t)}`$ as a row:")
    for k in 0..<K {
      page.equation(
        slice("L_{\(t)}", "k", k, by: "V"),
        [
          "\(math.vector(tensor.delta.nested[k])) \(math.row(step.a)) = "
            + math.matrix(tensor.dV[slice: k])
        ])
    }

    page.paragraph("(10) By the hidden vector, \(K) × \(H):")
    page.equation(
      "\\frac{\\partial L_{\(t)}}{\\partial a_{\(t)}}",
      [
        "\\delta^2_{\(t)} V = \(math.matrix(tensor.delta)) \(math.matrix(parameters.V))",
        math.matrix(tensor.da),
      ])
  }

  /// Equation (14).
  private func writeHiddenLayer(
    on page: inout Page, _ math: MathText, _ t: Int, _ tensor: TensorStep
  ) {
    let (n, H, K) = (shape.inputSize, shape.hiddenSize, shape.outputSize)
    page.paragraph("(14) The loss by the hidden layer's biases, \(K) × \(H):")
    page.equation(
      "\\frac{\\partial L_{\(t)}}{\\partial b}",
      [
        "\\frac{\\partial L_{\(t)}}{\\partial a_{\(t)}} "
          + "\\frac{\\partial a_{\(t)}}{\\partial b}",
        "\(math.matrix(tensor.da)) \(math.matrix(tensor.state.b))",
        math.matrix(tensor.db),
      ])
    page.paragraph("(14) By its recurrent weights, \(K) × \(H) × \(H):")
    page.math(contraction(t, "W"))
    for k in 0..<K {
      page.equation(
        slice("L_{\(t)}", "k", k, by: "W"),
        contractionSteps(math, tensor.da.nested[k], tensor.state.W, tensor.dW[slice: k]))
    }
    page.paragraph("(14) By its input weights, \(K) × \(H) × \(n):")
    page.math(contraction(t, "U"))
    for k in 0..<K {
      page.equation(
        slice("L_{\(t)}", "k", k, by: "U"),
        contractionSteps(math, tensor.da.nested[k], tensor.state.U, tensor.dU[slice: k]))
    }
  }
}
