import Unroll

/// A confusion matrix as lines of text: counts where they fit, shades where there are more classes, and
/// what is confused most often where there are too many for that.
struct ConfusionDrawing {
  private let matrix: ConfusionMatrix
  private let classes: [String]

  /// Characters of a class's name that are shown.
  private static let longestName = 12
  /// The most classes that are drawn at all.
  private static let mostRows = 100
  /// Pairs of classes that are listed.
  private static let listed = 20

  init(_ matrix: ConfusionMatrix, classes: [String]) {
    self.matrix = matrix
    self.classes = classes
  }

  /// The drawing.
  func lines(width: Int, unicode: Bool) -> [String] {
    let labels = self.labels(unicode: unicode)
    let room = width - (labels.map(\.count).max() ?? 0) - ConfusionDrawing.scoreWidth - 1
    let digits = matrix.counts.map { $0.max() ?? 0 }.max() ?? 0
    let cell = max("\(digits)".count, headings.map(\.count).max() ?? 0) + 1
    var lines: [String]
    if cell * classes.count <= room {
      lines = table(labels, cell: cell) { count, _ in
        count == 0 ? (unicode ? "·" : ".") : "\(count)"
      }
    } else if classes.count <= min(room, ConfusionDrawing.mostRows) {
      let shades = Array(unicode ? "·░▒▓█" : ".:+*#")
      lines = table(labels, cell: 1) { count, share in
        count == 0 ? " " : String(shades[min(Int(share * 5), 4)])
      }
      lines.append("columns are in the order of the rows; shades are shares of a row")
    } else {
      lines = []
    }
    if cell * classes.count > room { lines += confusions(unicode: unicode) }
    return lines
  }

  /// Recall and F1 behind each row.
  private static let scoreWidth = 16

  /// Whether names are short enough to stand above columns; otherwise numbers do.
  private var isShort: Bool {
    classes.allSatisfy { $0.count <= 3 && Format.printable($0) == $0 }
  }

  /// What stands above each column.
  private var headings: [String] {
    isShort ? classes : classes.indices.map { "\($0 + 1)" }
  }

  /// What stands before each row, all of one width: a number and a name, unless names are above the columns.
  private func labels(unicode: Bool) -> [String] {
    let places = "\(classes.count)".count
    let names = classes.map { ConfusionDrawing.name($0, unicode: unicode) }
    let width = names.map(\.count).max() ?? 0
    return names.enumerated().map { index, name in
      let number = "\(index + 1)"
      let first = isShort ? "" : String(repeating: " ", count: places - number.count) + number + " "
      return first + name + String(repeating: " ", count: width - name.count)
    }
  }

  /// A class's name, safe to print and not too long.
  private static func name(_ name: String, unicode: Bool) -> String {
    let safe = Format.printable(name)
    guard safe.count > longestName else { return safe }
    return safe.prefix(longestName - 1) + (unicode ? "…" : "~")
  }

  /// Rows of true classes and columns of predicted ones.
  private func table(
    _ labels: [String], cell: Int, _ text: (_ count: Int, _ share: Double) -> String
  ) -> [String] {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(width - text.count, 0)) + text
    }
    // Shades begin beside the names, counts have room before them.
    let gap = cell > 1 ? "" : " "
    let margin = (labels.first?.count ?? 0) + gap.count
    let heading =
      cell > 1 ? headings.map { pad($0, cell) }.joined() : ""
    let columns = pad("", cell * classes.count - heading.count)
    var lines = ["rows: the true class, columns: what it was taken for"]
    lines.append(pad("", margin) + heading + columns + "   recall     F1")
    for (k, row) in matrix.counts.enumerated() {
      let score = matrix.score(of: k)
      let cells = row.map { count in
        pad(text(count, Double(count) / Double(max(score.count, 1))), cell)
      }
      let scores =
        score.count == 0
        ? pad("-", 9) + pad("-", 7)
        : pad(Format.decimal(100 * score.recall, 1) + " %", 9) + pad(Format.decimal(score.f1, 3), 7)
      lines.append(labels[k] + gap + cells.joined() + scores)
    }
    return lines
  }

  /// The pairs that are confused most often.
  private func confusions(unicode: Bool) -> [String] {
    var pairs: [(count: Int, label: Int, prediction: Int)] = []
    for (label, row) in matrix.counts.enumerated() {
      for (prediction, count) in row.enumerated() where count > 0 && label != prediction {
        pairs.append((count, label, prediction))
      }
    }
    guard !pairs.isEmpty else { return ["nothing is confused"] }
    pairs.sort { ($1.count, $0.label, $0.prediction) < ($0.count, $1.label, $1.prediction) }
    return ["most often confused:"]
      + pairs.prefix(ConfusionDrawing.listed).map { count, label, prediction in
        let names = [label, prediction].map { Format.printable(classes[$0]) }
        return "  \(Format.count(count)) of \(names[0]) taken for \(names[1])"
      }
  }
}
