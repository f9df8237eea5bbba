import Unroll

/// What has to hold of every error: its message is one to print, and its place lies in the data.

/// The longest message, in bytes.
private let longestMessage = 20_000

/// Checks a message: it says something, is no novel, and has nothing in it that moves a terminal's cursor.
func checkMessage(_ message: String) throws(Violation) {
  try require(!message.isEmpty, "an error without a message")
  try require(
    message.utf8.count <= longestMessage, "a message of \(message.utf8.count) bytes")
  for scalar in message.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      throw Violation("a message with the control character U+\(String(scalar.value, radix: 16))")
    default: continue
    }
  }
}

/// Checks that a line, and a column where there is one, lie within the data.
func checkPlace(line: Int, column: Int? = nil, in bytes: [UInt8]) throws(Violation) {
  let lines = lineCount(bytes)
  try require((1...lines).contains(line), "line \(line) of \(lines)")
  if let column {
    try require((1...bytes.count + 1).contains(column), "column \(column) of \(bytes.count) bytes")
  }
}

/// Lines of data, the one after the last line's end among them.
private func lineCount(_ bytes: [UInt8]) -> Int {
  var count = 1
  for (place, byte) in bytes.enumerated() {
    let isPair = byte == 0x0A && place > 0 && bytes[place - 1] == 0x0D
    if byte == 0x0D || byte == 0x0A && !isPair { count += 1 }
  }
  return count
}

func checkError(_ error: DataError, in bytes: [UInt8]) throws(Violation) {
  try checkMessage(error.description)
  switch error {
  case .invalidUTF8(_, let line, let column, _), .controlCharacter(_, let line, let column, _),
    .unknownInText(_, let line, let column, _, _, _):
    try checkPlace(line: line, column: column, in: bytes)
  case .wordTooLong(_, let line, _, _), .tooManyMarks(_, let line, _):
    try checkPlace(line: line, in: bytes)
  default: break
  }
}

func checkError(_ error: SeriesError, in bytes: [UInt8]) throws(Violation) {
  try checkMessage(error.description)
  switch error {
  case .data(let error): try checkError(error, in: bytes)
  case .openQuote(let place), .textAfterQuote(let place), .strayQuote(let place),
    .controlCharacter(let place, _), .notANumber(let place, _, _),
    .numberTooLarge(let place, _, _), .missing(let place, _, _):
    try checkPlace(line: place.line, column: place.column, in: bytes)
  case .raggedRow(_, let line, _, _): try checkPlace(line: line, in: bytes)
  default: break
  }
}

func checkError(_ error: ClassificationError, in bytes: [UInt8]) throws(Violation) {
  try checkMessage(error.description)
  switch error {
  case .data(let error): try checkError(error, in: bytes)
  case .unexpected(let place, _, _), .missingValue(let place, _), .ragged(let place, _, _),
    .unknownClass(let place, _, _):
    try checkPlace(line: place.line, column: place.column, in: bytes)
  default: break
  }
}

func checkError(_ error: TaggingError, in bytes: [UInt8]) throws(Violation) {
  try checkMessage(error.description)
  switch error {
  case .data(let error): try checkError(error, in: bytes)
  case .wrongColumns(let place, _, _), .emptyColumn(let place, _, _), .noTag(let place, _),
    .wrongNumber(let place, _, _), .wordTooLong(let place, _), .sentenceTooLong(let place, _),
    .tooManyCharacters(let place, _):
    try checkPlace(line: place.line, in: bytes)
  default: break
  }
}

func checkError(_ error: EventError, in bytes: [UInt8]) throws(Violation) {
  try checkMessage(error.description)
  switch error {
  case .data(let error): try checkError(error, in: bytes)
  case .unexpected(_, let line, let column, _, _), .splitTwice(_, let line, let column, _),
    .indexOutOfRange(_, let line, let column, _, _):
    try checkPlace(line: line, column: column, in: bytes)
  default: break
  }
}
