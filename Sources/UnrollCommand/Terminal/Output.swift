import Foundation

/// Results to standard output, everything else to standard error.
enum Output {
  /// Prints a result and ends the line. A closed pipe ends the process quietly, as for any filter.
  static func result(_ text: String) {
    write(text + "\n", to: .standardOutput)
  }

  /// Prints progress or a remark, and ends the line.
  static func note(_ text: String) {
    write(text + "\n", to: .standardError)
  }

  /// Prints what went wrong.
  static func error(_ text: String) {
    write(text + "\n", to: .standardError)
  }

  /// Prints without ending the line.
  static func raw(_ text: String) {
    write(text, to: .standardError)
  }

  /// One JSON object on one line of standard output, keys sorted.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    result(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private static func write(_ text: String, to handle: FileHandle) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      // Standard output is gone (a full disk, a closed pipe): say so once and end.
      if handle === FileHandle.standardOutput {
        try? FileHandle.standardError.write(
          contentsOf: Data("unroll: cannot write to standard output: \(error)\n".utf8))
        exit(CommandFailure.Code.writing.rawValue)
      }
    }
  }
}
