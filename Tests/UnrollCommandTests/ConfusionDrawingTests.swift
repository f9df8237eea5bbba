import Testing
import Unroll

@testable import UnrollCommand

@Suite struct ConfusionDrawingTests {
  private static func lines(
    _ count: Int, width: Int, unicode: Bool, names: (Int) -> String = { "class \($0)" }
  ) -> [String] {
    let labels = (0..<count * 5).map { $0 % count }
    let predictions = labels.enumerated().map { $0 % 11 == 0 ? ($1 + 1) % count : $1 }
    return ConfusionDrawing(
      ConfusionMatrix(labels: labels, predictions: predictions, count: count),
      classes: (0..<count).map(names)
    ).lines(width: width, unicode: unicode)
  }

  @Test func `Few classes are counted`() {
    let lines = ConfusionDrawing(
      ConfusionMatrix(labels: [0, 0, 0, 1, 1, 2], predictions: [0, 0, 1, 1, 2, 2], count: 4),
      classes: ["a", "b", "c", "d"]
    ).lines(width: 80, unicode: true)
    #expect(
      lines == [
        "rows: the true class, columns: what it was taken for",
        "  a b c d   recall     F1",
        "a 2 1 · ·   66.7 %  0.800",
        "b · 1 1 ·   50.0 %  0.500",
        "c · · 1 ·  100.0 %  0.667",
        "d · · · ·        -      -",
      ])
  }

  @Test(arguments: [2, 9, 18, 30, 60, 150], [40, 80, 200])
  func `No line is wider than the terminal, with Unicode or without`(count: Int, width: Int) {
    for unicode in [false, true] {
      let lines = Self.lines(count, width: width, unicode: unicode)
      #expect(!lines.isEmpty)
      #expect(lines.dropFirst().allSatisfy { $0.count <= max(width, 75) }, "\(lines)")
      if !unicode { #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) }) }
    }
  }

  @Test func `Long and hostile names are shortened and made safe`() {
    let lines = Self.lines(3, width: 80, unicode: false) {
      "\u{1B}[2J" + String(repeating: "n", count: 500 + $0)
    }
    #expect(lines.allSatisfy { $0.count <= 80 && !$0.contains("\u{1B}") })
  }

  @Test func `Where there is no room for counts the worst confusions are listed`() {
    let lines = Self.lines(30, width: 80, unicode: true)
    #expect(lines.contains("most often confused:"))
    #expect(lines.contains { $0.contains("█") })
    #expect(!Self.lines(150, width: 80, unicode: true).contains { $0.contains("█") })
  }
}
