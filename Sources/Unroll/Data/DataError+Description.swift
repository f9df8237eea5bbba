extension DataError: CustomStringConvertible {
  /// What happened, where, and what to do next, in one line.
  public var description: String {
    switch self {
    case .unreadable(let source, let failure):
      "\(shown(source)) cannot be read: \(failure)"
    case .tooLarge(let source, let size, let limit):
      "\(shown(source)) has \(size.map { "\($0)" } ?? "too many") bytes: the limit is \(limit). "
        + "Use a smaller file, for instance its first lines."
    case .wideEncoding(let source):
      "\(shown(source)) is UTF-16 or UTF-32, not UTF-8. "
        + "Save it as UTF-8, for instance with iconv -f utf-16 -t utf-8."
    case .invalidUTF8(let source, let line, let byteColumn, let byte):
      "\(shown(source)), line \(line), byte \(byteColumn): not UTF-8 "
        + "(byte 0x\(String(byte, radix: 16, uppercase: true))). "
        + "Save it as UTF-8, for instance with iconv -f latin1 -t utf-8."
    case .controlCharacter(let source, let line, let column, let scalar):
      "\(shown(source)), line \(line), column \(column): control character "
        + "\(VisibleText.name(of: String(scalar), unit: .scalar))\(advice(on: scalar))"
    case .wordTooLong(let source, let line, let length, let limit):
      "\(shown(source)), line \(line): a word of \(length) characters, the limit is \(limit). "
        + "A word list has one word a line; running text is another task."
    case .tooManyMarks(let source, let line, let limit):
      "\(shown(source)), line \(line): a character with more than \(limit) accents and other marks. "
        + "Remove them."
    case .noWords(let source, let blankLines):
      "\(shown(source)) holds no words"
        + (blankLines == 0 ? ": it is empty. " : ", only blank lines (\(blankLines)). ")
        + "A word list has one word a line."

    case .unknownSymbol(let symbol, let unit, let position, let word, let alphabet):
      "\(VisibleText.name(of: symbol, unit: unit)), \(unit.rawValue) \(position) of "
        + "\(VisibleText.quoted(word)), is not among the model's symbols "
        + "(\(alphabet.count - 1)): \(VisibleText.list(of: alphabet, unit: unit)). "
        + "Leave it out, or train on data that has it."
    case .unknownInText(let source, let line, let byteColumn, let symbol, let unit, let alphabet):
      "\(shown(source)), line \(line), byte \(byteColumn): "
        + "\(VisibleText.name(of: symbol, unit: unit)) is not among the model's symbols "
        + "(\(alphabet.count - 1)): \(VisibleText.list(of: alphabet, unit: unit)). "
        + "Leave it out, or train on data that has it."
    case .emptyText(let source):
      "\(shown(source)) is empty. Give a text of one symbol at least."
    case .emptyAlphabet:
      "The alphabet has no symbols. It needs the end symbol and at least one more."
    case .alphabetTooLarge(let limit):
      "The alphabet has more than \(limit) symbols. Use bytes as symbols: there are 256 at most."
    case .misplacedEnd(let found):
      "The alphabet's symbol 0 is \(VisibleText.quoted(found)); it must be the end symbol, "
        + "written as the empty string. Use an alphabet that Unroll wrote."
    case .notOneUnit(let symbol, let index, let unit):
      "The alphabet's symbol \(index), \(VisibleText.quoted(symbol)), is not one \(unit.rawValue)"
        + (unit == .character ? " of at most \(CombiningMarks.limit) marks. " : ". ")
        + "Use an alphabet that Unroll wrote."
    case .repeatedSymbol(let symbol, let unit, let firstIndex, let index):
      "The alphabet's symbols \(firstIndex) and \(index) are the same: "
        + "\(VisibleText.name(of: symbol, unit: unit)). Use an alphabet that Unroll wrote."
    case .incompletableByte(let byte):
      "The alphabet has byte 0x\(String(byte, radix: 16, uppercase: true)), but not the bytes that "
        + "must follow it in UTF-8. Use an alphabet that Unroll wrote."
    }
  }

  private func shown(_ source: String) -> String { VisibleText.escaped(source) }

  private func advice(on scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\0": ". The file may be binary or UTF-16; a word list is UTF-8 text, one word a line."
    case "\t": " (a tab). A word list has one word a line: keep one column of the table."
    default: ". Remove it, if this is a word list: plain text, one word a line."
    }
  }
}

extension DataError.ReadFailure: CustomStringConvertible {
  /// What the system says, and what to do next.
  public var description: String {
    switch self {
    case .missing: "there is no such file. Check the path."
    case .notPermitted: "permission denied. Check the file's permissions."
    case .isFolder: "it is a folder. Name a file in it."
    case .system(let code):
      "\(OpenFile.FileFault.system(code: code).cause). Check the path and the disk."
    }
  }
}
