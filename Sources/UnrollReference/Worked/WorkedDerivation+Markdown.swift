extension WorkedDerivation {
  /// The largest input, hidden and output size of a page: wider matrices do not fit one.
  public static let largestPrintedSize = 5
  /// The most time steps of a page.
  public static let largestPrintedSteps = 6
  /// The numbers of decimals that a page may have.
  public static let allowedPrecision = DecimalText.allowedPrecision

  /// A page in Markdown, with formulas as GitHub renders them, to be checked by hand.
  ///
  /// Every equation of `Documentation/Derivation/VanillaCell.md` in its order and under its number,
  /// with its shape and, for every time step, the numbers that go in and that come out.
  ///
  /// - Parameter precision: the number of decimals, 1 to 12.
  /// - Throws: ``DerivationError/tooLargeToPrint(_:_:limit:)`` for sizes over
  ///   ``largestPrintedSize`` or more steps than ``largestPrintedSteps``;
  ///   ``DerivationError/precision(_:allowed:)``.
  public func markdown(precision: Int = 6) throws(DerivationError) -> String {
    guard Self.allowedPrecision.contains(precision) else {
      throw DerivationError.precision(precision, allowed: Self.allowedPrecision)
    }
    let limit = Self.largestPrintedSize
    for (name, size) in [
      ("inputSize", shape.inputSize), ("hiddenSize", shape.hiddenSize),
      ("outputSize", shape.outputSize),
    ] where size > limit {
      throw DerivationError.tooLargeToPrint(name, size, limit: limit)
    }
    guard forward.count <= Self.largestPrintedSteps else {
      throw DerivationError.tooLargeToPrint(
        "steps", forward.count, limit: Self.largestPrintedSteps)
    }

    let numbers = DecimalText(precision: precision)
    let math = MathText(numbers: numbers)
    var page = Page()
    writeExample(on: &page, math, precision: precision)
    writeForward(on: &page, math)
    writeTensors(on: &page, math)
    writeSums(on: &page, math)
    writeUpdate(on: &page, math)
    writeChecks(on: &page)
    return page.text
  }

  private func writeExample(on page: inout Page, _ math: MathText, precision: Int) {
    page.heading(1, "Back-propagation through time, worked through")
    page.paragraph(
      """
      Every equation with its numbers, in the order in which each finds what it depends on. The
      equation numbers are those of `Documentation/Derivation/VanillaCell.md`. Numbers are rounded
      to \(precision) decimals; one with fewer decimals is exact. Vectors are columns.
      """)
    page.heading(2, "The example")
    page.table(
      ["size", "", "value"],
      [
        ["$`n`$", "numbers of an input $`x_t`$", "\(shape.inputSize)"],
        ["$`N_1`$", "hidden neurons $`a_t`$", "\(shape.hiddenSize)"],
        ["$`N_2`$", "numbers of an output $`\\hat y_t`$", "\(shape.outputSize)"],
        ["$`T`$", "time steps", "\(forward.count)"],
        ["$`\\alpha`$", "learning rate", math.numbers.plain(learningRate)],
      ])
    page.paragraph("The hidden layer's function is \(activationFormula); \(outputSentence)")
    page.paragraph("The parameters at the beginning:")
    page.math("U = \(math.matrix(parameters.U)), \\quad W = \(math.matrix(parameters.W))")
    page.math(
      "b = \(math.vector(parameters.b)), \\quad V = \(math.matrix(parameters.V)), "
        + "\\quad c = \(math.vector(parameters.c))")
    page.paragraph("The sequence:")
    for (t, step) in zip(1..., forward) {
      page.math(
        "x_{\(t)} = \(math.vector(step.x)), \\quad y_{\(t)} = \(math.vector(step.y))")
    }
  }

  private var activationFormula: String {
    switch activation {
    case .tanh: "$`h(z) = \\tanh z`$, so $`h'(z) = 1 - \\tanh^2 z`$"
    case .relu: "$`h(z) = \\max(0, z)`$, so $`h'(z)`$ is 1 for $`z > 0`$ and else 0"
    case .logistic: "$`h(z) = 1 / (1 + e^{-z})`$, so $`h'(z) = h(z) (1 - h(z))`$"
    }
  }

  private var outputSentence: String {
    switch output {
    case .softmaxCrossEntropy: "the prediction is a softmax and its loss the cross-entropy."
    case .identitySquaredError: "the prediction is the output itself and its loss the square."
    }
  }

  private func writeChecks(on page: inout Page) {
    page.heading(2, "5. Checks")
    page.paragraph(
      """
      The gradient (15) against the reverse sweep, equations (17) to (21), and against finite
      differences of the loss, equation (23). The distance is that of equation (24).
      """)
    // Distances are of any size: two or three significant digits, never fixed decimals.
    let numbers = DecimalText(precision: 1)
    page.table(
      ["parameter", "against", "distance", "tolerance", ""],
      checks.map { check in
        [
          "$`\(check.parameter)`$", check.against,
          check.error.map { numbers.plain($0) } ?? "not a number",
          numbers.plain(check.tolerance), check.ok ? "agrees" : "**differs**",
        ]
      })
  }
}
