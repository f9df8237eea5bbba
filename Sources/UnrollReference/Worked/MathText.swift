/// Vectors and matrices in LaTeX as GitHub renders it.
///
/// Columns are right-aligned arrays, not `pmatrix`, which centres its entries: numbers with signs
/// then stand under one another. The source is padded too, so that it can be read unrendered.
struct MathText {
  let numbers: DecimalText

  func number(_ x: Double) -> String { numbers.latex(x) }

  /// A column vector.
  func vector(_ v: [Double]) -> String { rows(v.map { [number($0)] }) }

  func matrix(_ m: Matrix) -> String { rows(m.nested.map { $0.map(number) }) }

  /// The matrix with `v` on its diagonal.
  func diagonal(_ v: [Double]) -> String {
    rows(v.indices.map { i in v.indices.map { $0 == i ? number(v[i]) : "0" } })
  }

  /// A row vector.
  func row(_ v: [Double]) -> String { rows([v.map(number)]) }

  /// A number in a product: in parentheses where it has a sign or a power of ten.
  func factor(_ x: Double) -> String {
    let text = number(x)
    return text.hasPrefix("-") || text.contains(" ") ? "(\(text))" : text
  }

  private func rows(_ cells: [[String]]) -> String {
    let columns = cells.first?.count ?? 0
    let widths = (0..<columns).map { j in cells.map { $0[j].count }.max() ?? 0 }
    let lines = cells.map { row in
      zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }.joined(separator: " & ")
    }
    let alignment = String(repeating: "r", count: columns)
    return "\\left(\\begin{array}{\(alignment)}\n"
      + lines.map { "  \($0)" }.joined(separator: " \\\\\n")
      + "\n\\end{array}\\right)"
  }
}

/// A Markdown page in the making.
struct Page {
  private(set) var text = ""

  mutating func heading(_ level: Int, _ title: String) {
    paragraph(String(repeating: "#", count: level) + " " + title)
  }

  mutating func paragraph(_ line: String) {
    text += text.isEmpty ? line + "\n" : "\n" + line + "\n"
  }

  /// A displayed formula. GitHub leaves what stands in a fence alone, so that no underscore or
  /// backslash is taken for Markdown.
  mutating func math(_ formula: String) {
    paragraph("```math\n\(formula)\n```")
  }

  /// A displayed chain: left = first = second …, one line each.
  mutating func equation(_ left: String, _ steps: [String]) {
    let lines = steps.enumerated().map { index, step in
      (index == 0 ? "\(left) &= " : "&= ") + step
    }
    math("\\begin{aligned}\n" + lines.joined(separator: " \\\\[1ex]\n") + "\n\\end{aligned}")
  }

  mutating func table(_ header: [String], _ rows: [[String]]) {
    let lines = [header, header.map { _ in "---" }] + rows
    paragraph(lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
  }
}
