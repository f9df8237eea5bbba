extension String {
  /// The text between single quotation marks, fit for one line of an error message.
  ///
  /// Names inside a file are chosen by whoever made the file. Control and format characters are
  /// therefore escaped, so that a name can neither break the line, nor command the terminal, nor
  /// reorder what is read; and what lies beyond `limit` Unicode scalars is left out.
  func quotedForMessage(limit: Int = 60) -> String {
    var result = "'"
    for scalar in unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    if unicodeScalars.dropFirst(limit).isEmpty == false {
      result += "…"
    }
    return result + "'"
  }
}
