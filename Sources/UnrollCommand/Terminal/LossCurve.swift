import Unroll

/// A small drawing of the losses of a run, epoch by epoch.
struct LossCurve {
  /// The training loss of each epoch.
  var training: [Double] = []
  /// The validation loss of each epoch, where there is one.
  var validation: [Double?] = []
  /// A level to draw a line at, such as the loss of the bigram model, and its name.
  var floor: Double?
  var floorName = "bigram floor"
  /// What the losses are measured in.
  var unit = "nats a symbol"
  /// What each pair of losses is of.
  var part = "epoch"

  /// The drawing's lines: an axis on the left, epochs below. Nothing under two epochs.
  func lines(width: Int, height: Int = 10, unicode: Bool) -> [String] {
    let values = (training + validation.compactMap { $0 } + [floor].compactMap { $0 })
      .filter(isDrawn)
    guard training.count >= 2, let low = values.min(), let high = values.max() else { return [] }
    let columns = max(min(width - 10, 60), 10)
    let span = max(high - low, 1e-9)
    var grid = Array(repeating: Array(repeating: Character(" "), count: columns), count: height)
    func row(_ value: Double) -> Int {
      Int(((high - value) / span * Double(height - 1)).rounded())
    }
    func put(_ mark: Character, _ series: [Double?]) {
      for column in 0..<columns {
        let index = column * (training.count - 1) / max(columns - 1, 1)
        guard index < series.count, let value = series[index], isDrawn(value) else { continue }
        grid[row(value)][column] = mark
      }
    }
    if let floor { put(unicode ? "┄" : "-", Array(repeating: floor, count: training.count)) }
    put(unicode ? "·" : ".", training.map { $0 })
    put(unicode ? "●" : "o", validation)
    var lines: [String] = []
    for (index, cells) in grid.enumerated() {
      let value = high - span * Double(index) / Double(height - 1)
      let label = String(repeating: " ", count: 7) + Format.decimal(value, 2)
      lines.append("\(label.suffix(7)) \(unicode ? "┤" : "|")\(String(cells))")
    }
    lines.append(footer(columns: columns, unicode: unicode))
    lines.append(legend(unicode: unicode))
    return lines
  }

  /// Numbers whose distance is finite, too: those of runs before may come from a file.
  private func isDrawn(_ loss: Double) -> Bool { loss.magnitude <= 1e300 }

  private func footer(columns: Int, unicode: Bool) -> String {
    let last = "\(part) \(training.count)"
    let gap = String(repeating: " ", count: max(columns - 1 - last.count, 1))
    return String(repeating: " ", count: 9) + "1" + gap + last
  }

  private func legend(unicode: Bool) -> String {
    var parts = ["\(unicode ? "·" : ".") training"]
    if validation.contains(where: { $0 != nil }) {
      parts.append("\(unicode ? "●" : "o") validation")
    }
    if floor != nil { parts.append("\(unicode ? "┄" : "-") \(floorName)") }
    return String(repeating: " ", count: 9) + parts.joined(separator: "   ") + "   (\(unit))"
  }
}
