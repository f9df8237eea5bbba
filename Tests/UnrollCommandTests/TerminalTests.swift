import Foundation
import Testing
import Unroll

@testable import UnrollCommand

/// Progress as a person at a terminal sees it.
@Suite struct TerminalTests {
  /// Runs a training of a few epochs with standard error on a terminal, and returns what it shows.
  private func shown(
    columns: Int, resizedTo other: Int? = nil, environment: [String: String] = [:],
    options: [String] = []
  ) throws -> String {
    let unroll = try Unroll()
    let terminal = try PseudoTerminal(columns: columns)
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    let run = try unroll.start(
      ["train", "words.txt", "--hidden", "8", "--epochs", "30"] + options,
      environment: ["TERM": "xterm"].merging(environment) { $1 }, error: .path(terminal.path))
    // The slave must stay open, or what was printed last is lost with the child.
    let slave = open(terminal.path, O_RDWR | O_NOCTTY)
    defer { close(slave) }
    run.wait { _ in
      terminal.drain()
      if let other, terminal.text.contains("epoch 3/") { terminal.resize(columns: other) }
      return false
    }
    terminal.drain()
    #expect(run.wait().code == 0)
    return terminal.text
  }

  /// The states of the line that is drawn anew.
  private func bars(_ text: String) -> [String] {
    text.split(separator: "\r").filter { $0.contains("\u{1B}[K") && $0.count > 4 }
      .map { String($0.prefix { $0 != "\u{1B}" }) }.filter { !$0.isEmpty }
  }

  @Test(arguments: [40, 60, 80, 200])
  func `The bar fits the terminal`(columns: Int) throws {
    let bars = bars(try shown(columns: columns))
    #expect(bars.count >= 30)
    for bar in bars {
      #expect(bar.count < columns)
      #expect(bar.contains("█") || bar.contains("░"), "no bar: \(bar)")
      #expect(bar.contains("%"))
    }
    #expect(bars.contains { $0.contains("100 %") })
    if columns >= 80 { #expect(bars.contains { $0.contains("/s  ") && $0.contains("valid") }) }
  }

  @Test(arguments: [1, 2, 7, 20]) func `A tiny terminal is no danger`(columns: Int) throws {
    for bar in bars(try shown(columns: columns)) { #expect(bar.count < max(columns, 1)) }
  }

  @Test func `Quiet draws nothing`() throws {
    #expect(try shown(columns: 80, options: ["--quiet"]).isEmpty)
  }

  @Test func `A terminal that cannot move its cursor gets plain lines`() throws {
    let text = try shown(columns: 80, environment: ["TERM": "dumb"])
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("epoch 30/30: loss "))
  }

  @Test func `Without a Unicode locale all that is drawn is ASCII`() throws {
    let text = try shown(columns: 80, environment: ["LC_ALL": "C"])
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("####"))
  }

  @Test func `Elsewhere than on a terminal each epoch is a line`() throws {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    let outcome = try unroll("train", "words.txt", "--hidden", "8", "--epochs", "12")
    let epochs = outcome.error.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    #expect(epochs.count == 12)
    #expect(!outcome.error.contains("\u{1B}") && !outcome.error.contains("\r"))
    #expect(outcome.error.contains("50 %: "))
  }

  @Test func `A loss curve has as many rows as asked for, and marks in each series`() {
    var curve = LossCurve()
    #expect(curve.lines(width: 80, unicode: true).isEmpty)
    curve.training = [3, 2, 1.5]
    curve.validation = [3.2, nil, .nan]
    curve.floor = 2.5
    let lines = curve.lines(width: 80, height: 6, unicode: false)
    #expect(lines.count == 8)
    #expect(lines[0].hasPrefix("   3.20 |o"))
    #expect(lines.allSatisfy { $0.count <= 80 && $0.unicodeScalars.allSatisfy(\.isASCII) })
    curve.training = [2, 2]
    curve.validation = []
    #expect(curve.lines(width: 3, unicode: true).count == 12, "a flat curve on a narrow terminal")
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (9.94, "9.9 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"),
    (7_800, "2 h 10 min"), (.infinity, "?"), (.nan, "?"), (-1, "0.0 s"),
  ])
  func `Lengths of time read as people say them`(seconds: Double, text: String) {
    #expect(Format.seconds(seconds) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func `Counts have commas between thousands`(count: Int, text: String) {
    #expect(Format.count(count) == text)
  }

  @Test(arguments: [
    ("a", SymbolUnit.character, "a"), (" ", .character, "space"), ("\u{A0}", .scalar, "U+A0"),
    ("\u{200B}", .character, "U+200B"), ("\u{202E}", .scalar, "U+202E"), ("\u{CC}", .byte, "0xCC"),
    ("\u{CC}", .scalar, "Ì"), ("👨‍👦", .character, "👨‍👦"), ("a", .byte, "a"),
  ])
  func `Every symbol of an alphabet can be seen`(symbol: String, unit: SymbolUnit, text: String) {
    #expect(Format.symbol(symbol, unit: unit) == text)
  }

  @Test(arguments: [
    ("a/b-c_1.txt", "a/b-c_1.txt"), ("né/名", "né/名"), ("a b", "'a b'"), ("$x", "'$x'"),
    ("it's", "'it'\\''s'"), ("-x", "./-x"), ("", ""),
  ])
  func `Paths are printed as a shell takes them`(path: String, text: String) {
    #expect(Format.path(path) == text)
  }

  @Test func `Negative numbers reach their options`() {
    #expect(Root.negativeNumbersTied(["a", "--x", "-1", "-1"]) == ["a", "--x=-1", "-1"])
    #expect(Root.negativeNumbersTied(["--x", "-1e3"]) == ["--x=-1e3"])
    #expect(Root.negativeNumbersTied(["--x", "-y"]) == ["--x", "-y"])
    #expect(Root.negativeNumbersTied(["--x=2", "-1"]) == ["--x=2", "-1"])
    #expect(Root.negativeNumbersTied(["--", "-1"]) == ["--", "-1"])
    #expect(Root.negativeNumbersTied(["-1"]) == ["-1"])
  }
}
