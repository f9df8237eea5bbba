import Foundation
import Testing

@testable import Unroll

@Suite("Options of training as JSON")
struct TrainingOptionsTests {
  func decode(_ text: String) throws -> TrainingOptions {
    try JSONDecoder().decode(TrainingOptions.self, from: Data(text.utf8))
  }

  /// As a model file of version 0.1 has them, before averages and accumulation.
  static let old = #"""
    {"batch":{"all":{}},"clipping":{"value":{"_0":0.5}},"epochs":1,"gradient":"rtrl",
    "learningRate":0.01,"optimizer":{"beta1":0.9,"beta2":0.99,"epsilon":1e-08,"momentum":0.9,
    "rule":"rmsprop","weightDecay":0},"patience":7,"reduction":"sum","schedule":{"shape":{"step":
    {"every":10,"factor":0.5}},"warmUp":0.25},"seconds":90,"seed":18446744073709551615,
    "untilLoss":0.1}
    """#

  @Test("Options that an older version wrote are read, with defaults for what is new")
  func older() throws {
    var expected = TrainingOptions()
    expected.batch = .all
    expected.clipping = .value(0.5)
    expected.epochs = 1
    expected.gradient = .rtrl
    expected.learningRate = 0.01
    expected.optimizer = OptimizerConfiguration(.rmsprop)
    expected.patience = 7
    expected.reduction = .sum
    expected.schedule = Schedule(.step(every: 10, factor: 0.5), warmUp: 0.25)
    expected.seconds = 90
    expected.seed = .max
    expected.untilLoss = 0.1
    #expect(expected.accumulation == 1 && expected.averaging == .none)
    #expect(try decode(Self.old) == expected)
  }

  @Test("No key has to be there; those that are unknown are left alone")
  func missing() throws {
    #expect(try decode("{}") == TrainingOptions())
    #expect(try decode(#"{"seed":7,"colour":"red"}"#).seed == 7)
    let all = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(changed)) as? [String: Any])
    for key in all.keys {
      var some = all
      some[key] = nil
      let data = try JSONSerialization.data(withJSONObject: some)
      #expect(try JSONDecoder().decode(TrainingOptions.self, from: data) != changed, "\(key)")
    }
  }

  @Test("A value of another kind is an error, not the default")
  func wrong() {
    for text in [
      #"{"epochs":"many"}"#, #"{"averaging":0.9}"#, #"{"accumulation":1.5}"#, #"{"batch":{}}"#,
    ] {
      #expect(throws: DecodingError.self) { try decode(text) }
    }
  }

  /// Options none of which has its default.
  private var changed: TrainingOptions {
    var options = TrainingOptions()
    options.optimizer = OptimizerConfiguration(.nesterov, momentum: 0.5)
    options.learningRate = 0.25
    options.schedule = Schedule(.constant)
    options.batch = .sequences(3)
    options.accumulation = 5
    options.window = 17
    options.evaluations = 6
    options.reduction = .sum
    options.gradient = .rtrl
    options.recomputes = true
    options.clipping = .none
    options.averaging = .exponential(decay: 0.75)
    options.epochs = 9
    options.untilLoss = 1.5
    options.seconds = 2.5
    options.patience = 4
    options.seed = 11
    options.onDivergence = .lowerRate
    options.detectsAnomaly = true
    return options
  }

  @Test("All options come back as they were")
  func roundTrip() throws {
    // A new option has to be added to the reader: here it is missed.
    #expect(Mirror(reflecting: changed).children.count == 19)
    for averaging in [Averaging.none, .exponential(decay: 0.5), .stochastic(start: 0.25)] {
      var options = changed
      options.averaging = averaging
      let data = try JSONEncoder().encode(options)
      #expect(try JSONDecoder().decode(TrainingOptions.self, from: data) == options)
    }
  }
}
