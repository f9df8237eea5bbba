extension ModelFileError {
  /// How a file breaks the rules of the safetensors format.
  ///
  /// Offsets that locate a byte count from the start of the file; tensor offsets count, as in the
  /// format itself, from the end of the header.
  public enum FormatFault: Error, Equatable, Sendable {
    // The eight bytes before the header.

    /// The file ends before the length of its header does.
    case tooShort(bytes: Int)
    /// The announced header is longer than any that is accepted.
    case headerTooLong(announced: UInt64, limit: Int)
    /// The announced header is longer than what follows.
    case headerCutShort(announced: UInt64, available: Int)

    // The header as text.

    /// The header is not UTF-8.
    case notUTF8(offset: Int)
    /// The header does not begin with `{`. `found` is nil in an empty header.
    case notAnObject(found: UInt8?)
    /// The header is not JSON. `found` is nil at its end.
    case unexpected(found: UInt8?, offset: Int, expected: String)
    /// A string contains a control character that is not escaped.
    case controlCharacter(offset: Int)
    /// A backslash in a string is followed by something that JSON does not know.
    case unknownEscape(offset: Int)
    /// A string contains half of a surrogate pair.
    case loneSurrogate(offset: Int)
    /// A name or a key of the metadata is longer than any that is accepted.
    case nameTooLong(offset: Int, limit: Int)

    // The header's meaning.

    /// Two entries of the header have the same name.
    case duplicateName(String)
    /// Two entries of the metadata have the same key.
    case duplicateMetadataKey(String)
    /// A tensor states the same field twice.
    case duplicateField(tensor: String, field: String)
    /// `__metadata__` is not an object.
    case metadataNotAnObject
    /// A value in `__metadata__` is not a string.
    case metadataNotText(key: String)
    /// What a name stands for is not an object.
    case notATensor(name: String)
    /// A tensor has a field that the format does not know.
    case unknownField(tensor: String, field: String)
    /// A tensor lacks a field that the format demands.
    case missingField(tensor: String, field: String)
    /// A field is of the wrong JSON type.
    case wrongField(tensor: String, field: String, expected: String)
    /// A field holds a number that no size can have.
    case wrongNumber(tensor: String, field: String, fault: NumberFault)
    /// The numbers are stored in a type that is not read here.
    case unsupportedType(tensor: String, type: String)

    // The header against the data.

    /// The number of bytes that a shape needs is beyond every number.
    case shapeTooLarge(tensor: String, shape: [Int])
    /// A tensor's data ends before it begins.
    case offsetsReversed(tensor: String, start: Int, end: Int)
    /// A tensor's data ends behind the end of the file.
    case dataCutShort(tensor: String, end: Int, available: Int)
    /// A tensor's data has not the size that its shape and type need.
    case sizeMismatch(tensor: String, shape: [Int], type: String, needed: Int, found: Int)
    /// Two tensors share bytes.
    case overlap(tensor: String, other: String)
    /// Bytes before a tensor belong to none.
    case gap(tensor: String, bytes: Int)
    /// Bytes behind the last tensor belong to none.
    case trailingBytes(Int)
    /// A checksum does not match: of the tensor that is named, or of the header.
    case damaged(tensor: String?)
  }

  /// Why a JSON number is not a size.
  public enum NumberFault: Error, Equatable, Sendable {
    /// It has a minus sign.
    case negative
    /// It has a decimal point or an exponent.
    case notWhole
    /// It does not fit in 63 bits.
    case tooLarge
  }
}
