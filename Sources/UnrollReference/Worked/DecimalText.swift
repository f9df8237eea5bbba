/// Numbers as people write them: fixed decimals, no locale, nothing lost silently.
struct DecimalText {
  /// The number of decimals, one to twelve.
  let precision: Int

  static let allowedPrecision = 1...12

  /// The number, rounded half up in decimal to `precision` decimals.
  ///
  /// - A number that has no more decimals is written as it is, without zeros at its end: 0.5, not
  ///   0.500000; so a reader sees which numbers are exact.
  /// - A number that would round to zero, and one of a billion or more, is written with a power of
  ///   ten in LaTeX: `1.23 \cdot 10^{-9}`.
  func latex(_ x: Double) -> String { text(x) { "\($0) \\cdot 10^{\($1)}" } }

  /// The same for running text: `1.23e-9`.
  func plain(_ x: Double) -> String { text(x) { "\($0)e\($1)" } }

  private func text(_ x: Double, power: (String, Int) -> String) -> String {
    guard x.isFinite else { return "\\text{\(x)}" }
    if x == 0 { return "0" }
    let sign = x < 0 ? "-" : ""
    let number = Digits(abs(x))
    let decimals = number.digits.count - number.point
    if number.point > 9 || number.point < -precision {
      return sign + scientific(number, power)
    }
    if decimals <= precision { return sign + number.fixed(decimals: max(decimals, 0)) }
    let rounded = number.rounded(decimals: precision)
    if rounded.digits.allSatisfy({ $0 == 0 }) { return sign + scientific(number, power) }
    return sign + rounded.fixed(decimals: precision)
  }

  private func scientific(_ number: Digits, _ power: (String, Int) -> String) -> String {
    // Three significant digits: 0.ddd times ten to the point, then the point moved by one.
    var three = Digits(digits: number.digits, point: 0).rounded(decimals: 3)
    var exponent = number.point - 1
    // Rounded up to 1.00, the digits have moved by one.
    if three.point == 1 { exponent += 1 } else { three.point = 1 }
    while three.digits.last == 0 && three.digits.count > 1 { three.digits.removeLast() }
    return power(three.fixed(decimals: three.digits.count - 1), exponent)
  }
}

/// The shortest decimal digits that name a Double: 0.d₁d₂d₃… times ten to the `point`.
private struct Digits {
  var digits: [Int]
  var point: Int

  init(digits: [Int], point: Int) {
    self.digits = digits
    self.point = point
  }

  /// Reads the standard library's description, which is exact, shortest and free of locale.
  init(_ x: Double) {
    let parts = x.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0].compactMap(\.wholeNumberValue)
    let fraction = mantissa.count > 1 ? mantissa[1].compactMap(\.wholeNumberValue) : []
    digits = whole + fraction
    point = whole.count + exponent
    while digits.first == 0 && digits.count > 1 {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == 0 && digits.count > 1 { digits.removeLast() }
  }

  /// Rounded half up after that many decimals.
  func rounded(decimals: Int) -> Digits {
    let kept = point + decimals
    guard kept < digits.count else { return self }
    guard kept >= 0 else { return Digits(digits: [0], point: 1) }
    var result = Array(digits.prefix(kept))
    var carry = digits[kept] >= 5
    var place = kept - 1
    while carry && place >= 0 {
      carry = result[place] == 9
      result[place] = carry ? 0 : result[place] + 1
      place -= 1
    }
    if carry { return Digits(digits: [1] + result, point: point + 1) }
    return result.isEmpty ? Digits(digits: [0], point: 1) : Digits(digits: result, point: point)
  }

  /// With that many decimals, none of which cuts a digit off.
  func fixed(decimals: Int) -> String {
    func digit(_ place: Int) -> String {
      digits.indices.contains(place) ? String(digits[place]) : "0"
    }
    let whole = point > 0 ? (0..<point).map(digit).joined() : "0"
    if decimals == 0 { return whole }
    return whole + "." + (0..<decimals).map { digit(point + $0) }.joined()
  }
}
