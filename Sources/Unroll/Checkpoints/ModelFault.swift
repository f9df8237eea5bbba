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
  /// Sizes that contradict each other.
  case sizeMismatch(String)
  /// A tensor that is not there.
  case missingTensor(String)
  /// A parameter that holds NaN or infinity.
  case nonFiniteTensor(String)
  /// An alphabet that is none.
  case badAlphabet(String)

  /// What was found.
  var cause: String {
    switch self {
    case .missingMetadata(let key): "its metadata have no '\(key)'"
    case .foreignFormat(let format):
      "its format is \(format.quotedForMessage(limit: 40)), not 'unroll'"
    case .badMetadata(let key): "the JSON under '\(key)' in its metadata is not what it should be"
    case .unsupported(let key, let value):
      "its \(key) is \(value.quotedForMessage(limit: 40)), which this version does not know"
    case .sizeMismatch(let what): what
    case .missingTensor(let name): "it has no tensor '\(name)'"
    case .nonFiniteTensor(let name): "parameter \(name) has a number that is not finite"
    case .badAlphabet(let what): "its alphabet is unusable: \(what)"
    }
  }

  /// What to do next.
  var advice: String {
    switch self {
    case .missingMetadata, .foreignFormat, .missingTensor:
      "Give a model that 'unroll train' has written."
    case .unsupported: "Use the version of unroll that wrote it, or a newer one."
    case .badMetadata, .sizeMismatch, .nonFiniteTensor, .badAlphabet:
      "The file is damaged; train again or restore a copy."
    }
  }
}
