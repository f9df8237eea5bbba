import ArgumentParser
import Foundation
import Testing

@testable import UnrollCommand

@Suite("unroll derive, mistakes")
struct DeriveCommandTests {
  /// Runs the command, which has to fail before it prints anything.
  func failure(_ arguments: [String], values: String? = nil) throws -> CommandFailure? {
    let path = NSTemporaryDirectory() + "/unroll-derive-\(UInt64.random(in: 0 ... .max)).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var arguments = arguments
    if let values {
      try Data(values.utf8).write(to: URL(fileURLWithPath: path))
      arguments += ["--values", path]
    }
    let command = try DeriveCommand.parse(arguments)
    let failure = #expect(throws: CommandFailure.self) { try command.run() }
    return failure.map { failure in
      CommandFailure(
        failure.code, failure.message.replacingOccurrences(of: path, with: "values.json"))
    }
  }

  @Test(
    "A file of values that is not sound is bad data, with what is wrong in it and where",
    arguments: [
      ("", "values.json: it is not sound JSON: it is empty."),
      ("[]", "values.json: what it holds has the wrong type: an object, {...}, was expected"),
      (#"{"W": 3}"#, "values.json: W has the wrong type: an array, [...], was expected"),
      (#"{"W": [[1, "a"]]}"#, "values.json: W[0][1] has the wrong type: a number was expected"),
      (
        #"{"steps": "two"}"#, "values.json: steps has the wrong type: a whole number was expected"
      ),
      (#"{"seed": -1}"#, "values.json: it is not sound JSON: a number is out of range."),
      (
        #"{"U": [[1, 2], [3]]}"#,
        "values.json: The rows of U have different lengths: [2, 1]. A matrix has rows of one length."
      ),
    ])
  func values(_ json: String, _ message: String) throws {
    let failure = try failure([], values: json)
    #expect(failure?.code == .data)
    #expect(failure?.message == message)
  }

  @Test(
    "Numbers that JSON or Double does not have, deep nesting and cut files are bad data",
    arguments: [
      #"{"W": [[NaN]]}"#, #"{"W": [[1e400]]}"#, #"{"steps": 1e30}"#, #"{"inputs": [[1, 2]"#,
      String(repeating: "[", count: 100_000), #"{"activation": "sine"}"#, #"{"u": 1}"#, "null",
      #"{"hiddenSize": 9223372036854775807}"#, #"{"targets": [[1, 1]]}"#, #"{"inputs": []}"#,
    ])
  func unsound(_ json: String) throws {
    let failure = try failure([], values: json)
    #expect(failure?.code == .data && failure?.message.hasPrefix("values.json: ") == true)
    #expect(failure.map { $0.message.count < 400 } == true)
  }

  @Test("A strange key cannot command the terminal")
  func escaped() throws {
    let failure = try failure([], values: #"{"\u001b[31m": 1}"#)
    #expect(failure?.message.contains(#""\u{001B}[31m" is not a part"#) == true)
  }

  @Test("Options that are wrong are wrong usage")
  func usage() throws {
    for arguments in [
      ["--hidden", "0"], ["--hidden", "6"], ["--steps", "7"], ["--precision", "13"],
      ["--learning-rate", "nan"], ["--hidden", "1000000", "--json"],
      ["--hidden", "1", "--inputs", "100000", "--json"],
    ] {
      #expect(try failure(arguments)?.code == .usage, "\(arguments)")
    }
  }

  @Test("A file that is not there cannot be read")
  func missing() throws {
    #expect(try failure(["--values", "/nonexistent/values.json"])?.code == .unreadable)
  }
}
