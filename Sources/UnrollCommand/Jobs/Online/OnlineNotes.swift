import Foundation

/// What `unroll online` remembers beside its learner: a value under one key, as JSON.
enum OnlineNotes {
  private static let key = "online"

  static func texts(of value: some Encodable) -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(value)).map { [key: String(decoding: $0, as: UTF8.self)] } ?? [:]
  }

  /// - Throws: a failure where the notes are of another kind of stream, or of another program.
  static func read<Value: Decodable>(_ texts: [String: String]) throws(CommandFailure) -> Value {
    guard let text = texts[key],
      let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    else { throw stranger }
    return value
  }

  static var stranger: CommandFailure {
    CommandFailure(
      .data,
      "the folder's checkpoint is not of such a stream: numbers go on as numbers, text with --text")
  }
}
