/// Text of strangers, made safe and legible for a message.
///
/// A data file may hold anything, also what moves a terminal's cursor or turns its text around.
/// Messages show such scalars by their codes.
package enum VisibleText {
  /// Returns `text` in quotes, at most `limit` scalars of it, with what cannot be seen escaped.
  static func quoted(_ text: String, limit: Int = 40) -> String {
    "\"" + escaped(text, limit: limit) + "\""
  }

  /// Returns at most `limit` scalars of `text`, with what cannot be seen escaped.
  package static func escaped(_ text: String, limit: Int = 1_000) -> String {
    var result = ""
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      guard offset < limit else { return result + "…" }
      if isVisible(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(hexadecimal(scalar))}"
      }
    }
    return result
  }

  /// Returns a symbol as people would name it: its look, if it has one, and its codes.
  static func name(of symbol: String, unit: SymbolUnit) -> String {
    let scalars = symbol.unicodeScalars
    if unit == .byte, let scalar = scalars.first, scalar.value >= 0x80 {
      return "byte 0x" + String(scalar.value, radix: 16, uppercase: true)
    }
    var codes = scalars.prefix(8).map { "U+" + hexadecimal($0) }.joined(separator: " ")
    if scalars.count > 8 { codes += " …" }
    return scalars.allSatisfy(isVisible) ? "\(quoted(symbol)) (\(codes))" : codes
  }

  /// Returns the symbols in one line, shortened to `limit` of them; the end symbol is left out.
  static func list(of symbols: [String], unit: SymbolUnit, limit: Int = 40) -> String {
    let shown = symbols.dropFirst().prefix(limit).map { symbol in
      unit == .byte && !symbol.unicodeScalars.allSatisfy(\.isASCII)
        ? name(of: symbol, unit: unit) : symbol == " " ? "space" : escaped(symbol, limit: 16)
    }
    let rest = symbols.count - 1 - shown.count
    return shown.joined(separator: " ") + (rest > 0 ? " … and \(rest) more" : "")
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    case .format: scalar == "\u{200D}"  // the joiner, which holds families of emoji together
    default: true
    }
  }
}
