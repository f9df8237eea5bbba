import ArgumentParser

/// Checks of option values, each with a message that names the option and what it may be.
enum Check {
  static func range<Value: Comparable>(
    _ option: String, _ value: Value?, _ allowed: ClosedRange<Value>
  ) throws {
    guard let value, !allowed.contains(value) else { return }
    throw ValidationError(
      "\(option) is \(value); it must be \(allowed.lowerBound) to \(allowed.upperBound).")
  }

  /// For numbers that must be 0 to below 1.
  static func share(_ option: String, _ value: Double?) throws {
    guard let value, !(value >= 0 && value < 1) else { return }
    throw ValidationError("\(option) is \(value); it must be at least 0 and below 1.")
  }

  /// For numbers that must be finite and above zero.
  static func positive(_ option: String, _ value: Double?) throws {
    guard let value, !(value > 0 && value.isFinite) else { return }
    throw ValidationError("\(option) is \(value); it must be a number above 0.")
  }

  /// For numbers that must be finite and not below zero.
  static func notNegative(_ option: String, _ value: Double?) throws {
    guard let value, !(value >= 0 && value.isFinite) else { return }
    throw ValidationError("\(option) is \(value); it must be a number, 0 or more.")
  }
}
