import Foundation
import Testing
import UnrollReference

@Suite("Page of the worked derivation")
struct WorkedPageTests {
  /// A number, the decimals asked for, and what the page must show.
  static let numbers: [(Double, Int, String)] = [
    (0.0, 3, "0"), (-0.0, 3, "0"), (1, 3, "1"), (-2.5, 3, "-2.5"), (0.125, 3, "0.125"),
    (0.0625, 3, "0.063"), (0.9996, 3, "1.000"), (-99.99951, 3, "-100.000"),
    (1.0 / 3, 6, "0.333333"), (0.00049, 3, "4.9 \\cdot 10^{-4}"), (0.0005, 3, "0.001"),
    (-1.2345e-9, 6, "-1.23 \\cdot 10^{-9}"), (9.999e-8, 6, "1 \\cdot 10^{-7}"),
    (.leastNonzeroMagnitude, 6, "5 \\cdot 10^{-324}"), (123_456_789.125, 1, "123456789.1"),
    (1.5e9, 2, "1.5 \\cdot 10^{9}"), (1e300, 2, "1 \\cdot 10^{300}"),
    (0.1 + 0.2, 12, "0.300000000000"), (1000, 2, "1000"),
  ]

  @Test("The page has every equation of every step, in order", arguments: WorkedTests.examples)
  func equations(_ example: DerivationExample) throws {
    let page = try WorkedDerivation(example).markdown()
    let numbers = page.split(separator: "\n").compactMap { line -> Int? in
      line.first == "(" ? Int(line.dropFirst().prefix { $0.isNumber }) : nil
    }
    let steps = 4
    let forward = Array(repeating: [1, 2, 3, 4, 5], count: steps).flatMap { $0 } + [6]
    let tensors = Array(repeating: [7, 8, 9, 10, 11, 12, 13, 14, 14, 14], count: steps)
    #expect(numbers == forward + tensors.flatMap { $0 } + [15, 16])
    #expect(page.contains("| agrees |") && !page.contains("differs"))
  }

  @Test("Fences, environments, brackets and braces are closed", arguments: WorkedTests.examples)
  func balance(_ example: DerivationExample) throws {
    let page = try WorkedDerivation(example).markdown(precision: 2)
    func count(_ part: String) -> Int { page.components(separatedBy: part).count - 1 }
    #expect(count("```math\n") * 2 == count("```"))
    #expect(count("\\begin{") == count("\\end{"))
    #expect(count("\\left") == count("\\right"))
    #expect(count("{") == count("}"))
    #expect(count("$`") == count("`$"))
    #expect(page.split(separator: "\n").allSatisfy { $0.last != " " })
  }

  @Test("The numbers on paper stand on the page")
  func paper() throws {
    var example = DerivationExample()
    example.activation = .relu
    example.output = .identitySquaredError
    example.learningRate = 0.5
    example.U = [[1], [2]]
    example.W = [[0.5, 0], [2, -0.5]]
    example.b = [0, -3]
    example.V = [[1, 0.5]]
    example.c = [0.25]
    example.inputs = [[1], [1]]
    example.targets = [[1], [3]]
    let page = try WorkedDerivation(example).markdown(precision: 3)
    let expected = [
      "z_{2} &= W a_{1} + U x_{2} + b",
      "&= \\left(\\begin{array}{r}\n  1.5 \\\\\n    1\n\\end{array}\\right)",
      "&= \\left(\\begin{array}{rr}\n  -3.75 & -0.75\n\\end{array}\\right)",
      "&= \\left(0.063 + 0.563\\right)",
      "&= \\left(\\begin{array}{rr}\n  1.875 & 1.25\n\\end{array}\\right)",
      "| before the update | 0.625 |",
    ]
    for part in expected { #expect(page.contains(part), "\(part)") }
  }

  @Test(
    "Numbers are rounded in decimal, exact ones stay short, tiny ones are not called zero",
    arguments: numbers)
  func decimals(_ x: Double, _ precision: Int, _ expected: String) throws {
    var example = DerivationExample()
    example.b = [x]
    let page = try WorkedDerivation(example).markdown(precision: precision)
    #expect(page.contains("b = \\left(\\begin{array}{r}\n  \(expected)\n\\end{array}\\right)"))
  }

  @Test("A page that nobody could read is refused, and so is an odd precision")
  func refused() throws {
    var example = DerivationExample()
    example.hiddenSize = 6
    #expect(throws: DerivationError.tooLargeToPrint("hiddenSize", 6, limit: 5)) {
      try WorkedDerivation(example).markdown()
    }
    example.hiddenSize = 2
    example.steps = 7
    #expect(throws: DerivationError.tooLargeToPrint("steps", 7, limit: 6)) {
      try WorkedDerivation(example).markdown()
    }
    for precision in [0, 13, -1] {
      #expect(throws: DerivationError.precision(precision, allowed: 1...12)) {
        try WorkedDerivation(DerivationExample()).markdown(precision: precision)
      }
    }
  }
}
