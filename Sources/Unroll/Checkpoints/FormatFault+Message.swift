extension ModelFileError.FormatFault {
  /// What is wrong, as the middle of a sentence.
  var cause: String {
    switch self {
    case .tooShort(let bytes):
      "it has \(bytes) bytes, and the length of the header alone takes 8"
    case .headerTooLong(let announced, let limit):
      "its first 8 bytes announce a header of \(announced) bytes, over the limit of \(limit)"
    case .headerCutShort(let announced, let available):
      "its header should have \(announced) bytes, and only \(available) follow"
    case .notUTF8(let offset):
      "its header is not UTF-8 text (byte \(offset))"
    case .notAnObject(let found):
      "its header must begin with '{' and \(Self.begins(with: found))"
    case .unexpected(let found, let offset, let expected):
      "its header is not JSON: \(Self.name(found)) at byte \(offset), where \(expected) should be"
    case .controlCharacter(let offset):
      "its header is not JSON: a control character in a string is not escaped (byte \(offset))"
    case .unknownEscape(let offset):
      "its header is not JSON: a string has an unknown escape (byte \(offset))"
    case .loneSurrogate(let offset):
      "its header is not JSON: a string has half of a surrogate pair (byte \(offset))"
    case .nameTooLong(let offset, let limit):
      "a name in its header is over the limit of \(limit) bytes (byte \(offset))"
    default:
      causeInMeaning ?? causeInData
    }
  }

  /// The cause where the header is JSON but does not describe tensors; nil for the other cases.
  private var causeInMeaning: String? {
    switch self {
    case .duplicateName(let name):
      "its header has two entries named \(name.quotedForMessage())"
    case .duplicateMetadataKey(let key):
      "its metadata has two entries named \(key.quotedForMessage())"
    case .duplicateField(let tensor, let field):
      "tensor \(tensor.quotedForMessage()) has two fields named '\(field)'"
    case .metadataNotAnObject:
      "its '__metadata__' is not an object"
    case .metadataNotText(let key):
      "its metadata under \(key.quotedForMessage()) is not a string"
    case .notATensor(let name):
      "the entry \(name.quotedForMessage()) of its header is not an object"
    case .unknownField(let tensor, let field):
      "tensor \(tensor.quotedForMessage()) has an unknown field \(field.quotedForMessage())"
    case .missingField(let tensor, let field):
      "tensor \(tensor.quotedForMessage()) has no '\(field)'"
    case .wrongField(let tensor, let field, let expected):
      "'\(field)' of tensor \(tensor.quotedForMessage()) must be \(expected)"
    case .wrongNumber(let tensor, let field, let fault):
      "'\(field)' of tensor \(tensor.quotedForMessage()) has a number that is \(fault.name)"
    case .unsupportedType(let tensor, let type):
      "tensor \(tensor.quotedForMessage()) is of type \(type.quotedForMessage()), which is not read"
    default:
      nil
    }
  }

  /// The cause where the header and the data behind it do not agree.
  private var causeInData: String {
    switch self {
    case .shapeTooLarge(let tensor, let shape):
      "tensor \(tensor.quotedForMessage()) of shape \(Self.text(shape)) is larger than any memory"
    case .offsetsReversed(let tensor, let start, let end):
      "the data of tensor \(tensor.quotedForMessage()) ends at \(end), before its start at \(start)"
    case .dataCutShort(let tensor, let end, let available):
      "the data of tensor \(tensor.quotedForMessage()) ends at \(end), and the file has only"
        + " \(available) bytes of data"
    case .sizeMismatch(let tensor, let shape, let type, let needed, let found):
      "tensor \(tensor.quotedForMessage()) of shape \(Self.text(shape)) and type \(type) needs"
        + " \(needed) bytes, and its offsets give it \(found)"
    case .overlap(let tensor, let other):
      "tensors \(other.quotedForMessage()) and \(tensor.quotedForMessage()) share bytes"
    case .gap(let tensor, let bytes):
      "\(bytes) bytes before tensor \(tensor.quotedForMessage()) belong to no tensor"
    case .trailingBytes(let bytes):
      "\(bytes) bytes behind the last tensor belong to no tensor"
    case .damaged(let tensor):
      "the checksum of \(tensor.map { "tensor " + $0.quotedForMessage() } ?? "its header") does not match"
    default:
      "its header cannot be used"
    }
  }

  /// What to do next.
  var advice: String {
    switch self {
    case .tooShort, .headerCutShort, .dataCutShort:
      "It was probably not copied whole: copy it again, or train again."
    case .headerTooLong, .notAnObject:
      "Check that the path names a model file."
    case .unsupportedType:
      "Convert it to F32 first (F32, F64, F16 and BF16 are read)."
    case .damaged:
      "It is damaged: use another copy, or train again. A program that changes a model has to leave out 'checksum' "
        + "and 'checksums'."
    default:
      "It is damaged or was written by a faulty program: use another copy, or train again."
    }
  }

  private static func begins(with byte: UInt8?) -> String {
    byte == nil ? "is empty" : "begins with \(name(byte))"
  }

  private static func name(_ byte: UInt8?) -> String {
    guard let byte else { return "its end" }
    guard (0x21...0x7E).contains(byte) else { return "the byte \(byte)" }
    return "'\(Character(UnicodeScalar(byte)))'"
  }

  /// A shape for people: its first sizes only, for a hostile shape may have millions.
  private static func text(_ shape: [Int]) -> String {
    let sizes = shape.prefix(8).map(String.init) + (shape.count > 8 ? ["…"] : [])
    return "[" + sizes.joined(separator: ", ") + "]"
  }
}

extension ModelFileError.NumberFault {
  fileprivate var name: String {
    switch self {
    case .negative: "negative"
    case .notWhole: "not a whole number"
    case .tooLarge: "too large"
    }
  }
}
