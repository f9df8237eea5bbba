/// Why a sound safetensors file is not a model of this library.
public enum ModelFault: Error, Equatable, Sendable {
  /// A key of the metadata that is not there.
  case missingMetadata(String)
  /// Metadata of another program's format, which is named.
  case foreignFormat(String)
  /// A key of the metadata whose JSON is not what it should be.
  case badMetadata(String)
  /// Something that this version does not know: the key and its value.
  case unsupported(String, String)
  /// Sizes or choices that contradict each other.
  case contradiction(String)
  /// A tensor that is not there.
  case missingTensor(String)
  /// A tensor that belongs to a network of another configuration.
  case unexpectedTensor(String)
  /// A parameter that holds NaN or infinity.
  case nonFiniteTensor(String)
  /// An alphabet that is none.
  case badAlphabet(String)
  /// A network alone where words are to be read or written.
  case noWords

  /// What was found.
  var cause: String {
    switch self {
    case .missingMetadata(let key): "its metadata have no '\(key)'"
    case .foreignFormat(let format):
      "its format is \(format.quotedForMessage(limit: 40)), not 'unroll'"
    case .badMetadata(let key): "the JSON under '\(key)' in its metadata is not what it should be"
    case .unsupported(let key, let value):
      "its \(key) is \(value.quotedForMessage(limit: 40)), which this version does not know"
    case .contradiction(let what): what
    case .missingTensor(let name): "it has no tensor '\(name)'"
    case .unexpectedTensor(let name):
      "its configuration has no place for tensor \(name.quotedForMessage())"
    case .nonFiniteTensor(let name): "parameter \(name) has a number that is not finite"
    case .badAlphabet(let what): "its alphabet is unusable: \(what)"
    case .noWords: "it holds a network without an alphabet, which cannot read or write words"
    }
  }

  /// What to do next.
  var advice: String {
    switch self {
    case .missingMetadata, .foreignFormat, .missingTensor, .noWords:
      "Give a model that 'unroll train' has written."
    case .unsupported: "Use the version of unroll that wrote it, or a newer one."
    case .unexpectedTensor: "Check that the configuration is the one that it was written with."
    case .badMetadata, .contradiction, .nonFiniteTensor, .badAlphabet:
      "The file is damaged; train again or restore a copy."
    }
  }
}
