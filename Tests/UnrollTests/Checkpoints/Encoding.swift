@testable import Unroll

// The bytes of models of each kind, without the wrapping.

extension ModelFile {
  static func encode(_ model: WordModel) -> [UInt8] { encode(.words(model)) }
  static func encode(_ model: TextModel) -> [UInt8] { encode(.text(model)) }
  static func encode(_ model: ClassifierModel) -> [UInt8] { encode(.classify(model)) }
  static func encode(_ model: TaggerModel) -> [UInt8] { encode(.tag(model)) }
  static func encode(_ model: ForecastModel) -> [UInt8] { encode(.forecast(model)) }
  static func encode(_ model: EventModel) -> [UInt8] { encode(.events(model)) }
  static func encode(_ network: Network) -> [UInt8] { encode(.network(network)) }
}
