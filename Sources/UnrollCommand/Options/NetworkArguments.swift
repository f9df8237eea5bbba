import ArgumentParser
import Unroll

/// The options that shape the network.
struct NetworkArguments: ParsableArguments {
  @Option(help: "Hidden neurons, H.")
  var hidden = 128

  @Option(help: "The non-linearity h of the hidden layer.")
  var activation = Activation.tanh

  @Option(help: "How weights start.")
  var initialiser = Initialiser.xavierUniform

  /// The most hidden neurons that the command takes.
  static let maximumHidden = 16_384

  func validate() throws {
    try Check.range("--hidden", hidden, 1...NetworkArguments.maximumHidden)
  }

  /// A freshly drawn network for an alphabet.
  func network(for alphabet: Alphabet, seed: UInt64) throws -> Network {
    let configuration = NetworkConfiguration(
      input: .symbols(count: alphabet.count), hiddenSize: hidden, activation: activation,
      output: .symbols(count: alphabet.count))
    do {
      return try Network(configuration, initialiser: initialiser, seed: seed)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}

/// Checks of option values, each with a message that names the option and what it may be.
enum Check {
  static func range<Value: Comparable>(
    _ option: String, _ value: Value?, _ allowed: ClosedRange<Value>
  ) throws {
    guard let value, !allowed.contains(value) else { return }
    throw ValidationError(
      "\(option) is \(value); it must be \(allowed.lowerBound) to \(allowed.upperBound).")
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
