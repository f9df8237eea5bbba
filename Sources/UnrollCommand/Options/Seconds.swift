import ArgumentParser

/// A length of time as users write it: `90s`, `3m`, `0.5s`, `2h`.
struct Seconds: ExpressibleByArgument, Equatable {
  let value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let last = argument.last, let factor = units[last],
      let number = Double(argument.dropLast()), number >= 0,
      (number * factor).isFinite
    else { return nil }
    value = number * factor
  }

  var defaultValueDescription: String { "\(value)s" }
}
