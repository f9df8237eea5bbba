package import Kernels

/// A value and how far a result may be from it.
package struct ExpectedValue: Sendable {
  package let value: Double
  package let tolerance: Double

  package init(_ value: Double, within tolerance: Double) {
    self.value = value
    self.tolerance = tolerance
  }
}

/// Describes the first element of a block that is not within its tolerance; nil when all are.
///
/// One description instead of one expectation for each element: the tests compare millions.
package func firstDifference(
  _ block: Block, from expected: (_ row: Int, _ column: Int) -> ExpectedValue
) -> String? {
  for row in 0..<block.rows {
    let values = block.row(row)
    for column in 0..<block.columns {
      if let text = difference(values[column], from: expected(row, column)) {
        return "at (\(row), \(column)): \(text)"
      }
    }
  }
  return nil
}

/// Describes the first element that is not within its tolerance; nil when all are.
package func firstDifference(
  _ values: some Collection<Float>, from expected: (_ index: Int) -> ExpectedValue
) -> String? {
  for (index, value) in values.enumerated() {
    if let text = difference(value, from: expected(index)) { return "at \(index): \(text)" }
  }
  return nil
}

/// Describes the first element that has not the expected bits; nil when all have.
package func firstDifferenceInBits(_ values: [Float], from expected: [Float]) -> String? {
  guard values.count == expected.count else { return "\(values.count), not \(expected.count)" }
  for index in values.indices where values[index].bitPattern != expected[index].bitPattern {
    return "at \(index): \(values[index]), not \(expected[index])"
  }
  return nil
}

private func difference(_ value: Float, from expected: ExpectedValue) -> String? {
  // Written so that NaN is a difference.
  if (Double(value) - expected.value).magnitude <= expected.tolerance { return nil }
  return "\(value), not \(expected.value) within \(expected.tolerance)"
}
