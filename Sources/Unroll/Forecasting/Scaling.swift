/// How numbers of a table become numbers that a network reads, and back; measured on the training part alone
/// and kept in the model.
///
///     z = (x - mean) / deviation     for values of a column
///     z = Δx / change                for changes of a target over k steps
public struct Scaling: Sendable, Codable, Equatable {
  /// The mean of each column.
  public var means: [Double]
  /// The standard deviation of each column; 1 where all values are the same.
  public var deviations: [Double]
  /// The root mean square of the changes of each target, over 1, 2, ..., h steps: `changes[k - 1][target]`.
  public var changes: [[Double]]

  /// Measures the first rows of a series.
  ///
  /// - Parameters:
  ///   - series: what is measured.
  ///   - shape: which columns are read and predicted, and how far ahead.
  ///   - rows: rows of the training part; those that a change needs are among them.
  public init(_ series: Series, _ shape: ForecastShape, rows: Int) {
    let columns = series.names.count
    var means = [Double](repeating: 0, count: columns)
    var deviations = means
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += series.value(row: row, column: column) }
      let mean = sum / Double(max(rows, 1))
      var squares = 0.0
      for row in 0..<rows {
        let distance = series.value(row: row, column: column) - mean
        squares += distance * distance
      }
      let deviation = (squares / Double(max(rows, 1))).squareRoot()
      means[column] = mean
      deviations[column] = Scaling.usable(deviation, beside: mean)
    }
    self.means = means
    self.deviations = deviations
    changes = (1...shape.horizon).map { step in
      shape.targets.indices.map { target in
        var squares = 0.0
        let count = max(rows - step, 0)
        for row in 0..<count {
          let change =
            series.value(row: row + step, column: target) - series.value(row: row, column: target)
          squares += change * change
        }
        let root = count > 0 ? (squares / Double(count)).squareRoot() : deviations[target]
        return Scaling.usable(root, beside: means[target])
      }
    }
  }

  /// A deviation that numbers may be divided by: 1 for one that is nothing but rounding.
  private static func usable(_ deviation: Double, beside mean: Double) -> Double {
    deviation > abs(mean) * 1e-14 && deviation > 1e-100 ? deviation : 1
  }

  /// Why the numbers do not go with a shape, or nil.
  func fault(for shape: ForecastShape) -> String? {
    let columns = shape.columns.count
    guard means.count == columns, deviations.count == columns, changes.count == shape.horizon,
      changes.allSatisfy({ $0.count == shape.targets.count })
    else { return "its scaling has not the columns and steps of its forecast" }
    guard (means + deviations + changes.joined()).allSatisfy(\.isFinite),
      (deviations + changes.joined()).allSatisfy({ $0 > 0 })
    else { return "its scaling has a number that cannot be divided by" }
    return nil
  }

  /// The largest number that a network is given: what lies that far out is as good as any other such.
  private static let largest = 1e4

  /// A value as the network reads it.
  func scaled(_ value: Double, column: Int) -> Float {
    Scaling.limited((value - means[column]) / deviations[column])
  }

  /// A number within what a network is given.
  static func limited(_ value: Double) -> Float { Float(min(max(value, -largest), largest)) }
}
