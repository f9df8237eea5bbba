import Foundation
import Testing

/// What `--json` prints, taken apart.
enum JSONObject {
  /// The objects of a text with one in each line.
  static func lines(of text: String) throws -> [[String: any Sendable]] {
    try text.split(separator: "\n").map { try one(of: String($0)) }
  }

  /// The only object of a text.
  static func one(of text: String) throws -> [String: any Sendable] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: any Sendable], "not an object: \(text)")
  }
}
