import ArgumentParser
import Foundation
import Unroll

/// The options that shape the network.
struct NetworkArguments: ParsableArguments {
  /// The kinds of cell, by the names that users type.
  enum Cell: String, ExpressibleByArgument, CaseIterable {
    case rnn
  }

  @Option(help: "The kind of cell: the vanilla one so far.")
  var cell = Cell.rnn

  @Option(help: "Recurrent layers: one so far.")
  var layers = 1

  @Option(help: "Hidden neurons, H.")
  var hidden = 128

  @Option(help: "The non-linearity h of the hidden layer.")
  var activation = Activation.tanh

  @Option(help: "How weights start.")
  var initialiser = Initialiser.xavierUniform

  @Option(help: "How recurrent weights start: as the others do, orthogonal, or as the identity.")
  var recurrentInitialiser = RecurrentInitialiserArgument.same

  @Option(help: "Factor on the identity of '--recurrent-initialiser identity'. (default: 1)")
  var identityScale: Double?

  @Option(
    help: ArgumentHelp(
      """
      The first bias of the gate that remembers. (default: 1 where it is a forget gate, otherwise 0)
      """, valueName: "bias"))
  var forgetBias: Double?

  @Option(
    help: ArgumentHelp(
      "Draw the biases of gates that remember, for memories of up to this many time steps.",
      valueName: "steps"))
  var chrono: Int?

  /// The most hidden neurons that the command takes.
  static let maximumHidden = 16_384

  func validate() throws {
    if layers != 1 {
      throw ValidationError("--layers is \(layers); networks have one layer so far.")
    }
    try Check.range("--hidden", hidden, 1...NetworkArguments.maximumHidden)
    try Check.range("--identity-scale", identityScale, 0...100)
    try Check.range("--forget-bias", forgetBias, -100...100)
    try Check.range("--chrono", chrono, 2...1_000_000_000)
    if identityScale != nil && recurrentInitialiser != .identity {
      throw ValidationError("--identity-scale goes with '--recurrent-initialiser identity'.")
    }
    if forgetBias != nil && chrono != nil {
      throw ValidationError("--forget-bias and --chrono exclude each other; give one of them.")
    }
  }

  /// How the network's parameters start.
  var initialisation: Initialisation {
    var initialisation = Initialisation(weights: initialiser)
    switch recurrentInitialiser {
    case .same: break
    case .orthogonal: initialisation.recurrent = .orthogonal
    case .identity: initialisation.recurrent = .identity(scale: Float(identityScale ?? 1))
    }
    if let forgetBias { initialisation.memory = .plain(Float(forgetBias)) }
    if let chrono { initialisation.memory = .chrono(longest: chrono) }
    return initialisation
  }

  /// A freshly drawn network for an alphabet.
  func network(for alphabet: Alphabet, seed: UInt64) throws -> Network {
    let configuration = NetworkConfiguration(
      input: .symbols(count: alphabet.count), hiddenSize: hidden, activation: activation,
      output: .symbols(count: alphabet.count))
    try NetworkArguments.checkMemory(
      configuration, available: Double(ProcessInfo.processInfo.physicalMemory))
    do {
      return try Network(configuration, initialisation: initialisation, seed: seed)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}

extension NetworkArguments {
  /// Bytes that training takes for each parameter: weights, gradient, the optimizer's two states,
  /// the best weights, packed copies, and what saving needs.
  private static let bytesPerParameter = 40.0

  /// Refuses a network that this machine has no room to train, before the system ends the process
  /// without a word.
  static func checkMemory(
    _ configuration: NetworkConfiguration, available: Double
  ) throws(CommandFailure) {
    let (h, i, k) = (
      Double(configuration.hiddenSize), Double(configuration.input.width),
      Double(configuration.output.width)
    )
    let needed = (h * (i + h + 1) + k * (h + 1)) * bytesPerParameter
    guard needed > available else { return }
    throw CommandFailure(
      .usage,
      """
      training this network takes about \(Format.decimal(needed / 1e9, 1)) GB of memory, and the \
      machine has \(Format.decimal(available / 1e9, 1)) GB: choose a smaller --hidden
      """)
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
