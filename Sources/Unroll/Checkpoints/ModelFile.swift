#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The model file: a safetensors file that PyTorch's `nn.RNN` and `nn.Linear` can load.
///
///     rnn.weight_ih_l0 [H, I]   U        output.weight [K, H]   V
///     rnn.weight_hh_l0 [H, H]   W        output.bias   [K]      c
///     rnn.bias_ih_l0   [H]      b        rnn.bias_hh_l0 [H]     zero
///
/// `__metadata__` holds texts under these keys:
///
/// - `format`: "unroll"
/// - `version`: "1", the version of this layout
/// - `task`: "words"
/// - `configuration`: JSON: `cell`, `layers`, `hiddenSize`, `activation`, `input`, `output`
/// - `alphabet`: JSON: the array of K strings in index order, index 0 being the end symbol, ""
/// - `unit`: "character", "scalar" or "byte"
/// - `training`: JSON: how the model was trained; may be missing
public enum ModelFile {
  /// The name of the best model in a run folder.
  public static let bestName = "model.safetensors"
  /// The name of the latest model in a run folder.
  public static let lastName = "last.safetensors"
  /// The largest file that is read: sixteen gigabytes.
  static let maximumSize = 1 << 34

  /// The tensors of the file and the parameters that they hold.
  static let tensorNames = [
    ("rnn.weight_ih_l0", "U"), ("rnn.weight_hh_l0", "W"), ("rnn.bias_ih_l0", "b"),
    ("output.weight", "V"), ("output.bias", "c"),
  ]
  /// The second bias of PyTorch's cell: written as zeros, added to b when read.
  static let secondBiasName = "rnn.bias_hh_l0"

  // MARK: Writing

  /// Writes a model beside its place and renames it there: a reader sees the old file or the new
  /// one, whole.
  public static func write(_ model: WordModel, to path: String) throws(ModelFileError) {
    try AtomicFile.write(encode(model), to: path)
  }

  /// The bytes of a model's file: the same model gives the same bytes.
  public static func encode(_ model: WordModel) -> [UInt8] {
    let parameters = model.network.parameters
    var tensors = tensorNames.map { name, parameter in
      let slice = parameters.table[parameter]
      return Safetensors.Tensor(
        name: name, shape: slice.isVector ? [slice.rows] : [slice.rows, slice.columns],
        values: parameters[parameter])
    }
    let hidden = model.network.configuration.hiddenSize
    tensors.insert(
      Safetensors.Tensor(
        name: secondBiasName, shape: [hidden], values: [Float](repeating: 0, count: hidden)),
      at: 3)
    var metadata = [
      "format": "unroll", "version": "1", "task": "words",
      "configuration": json(ModelDescription(model.network.configuration)),
      "alphabet": json(model.alphabet.symbols), "unit": model.alphabet.unit.rawValue,
    ]
    if let training = model.training { metadata["training"] = json(training) }
    return Safetensors(tensors: tensors, metadata: metadata).encode()
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // These types are made of numbers, strings and arrays; encoding them cannot fail.
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Reading

  /// Reads a model from its file, or from a run folder's best model.
  public static func read(_ path: String) throws(ModelFileError) -> WordModel {
    let file = RunFolder.exists(path) ? RunFolder.file(bestName, in: path) : path
    return try decode(FileReader.read(file, maximumSize: maximumSize), source: file)
  }

  /// Makes a model of a file's bytes. Sizes are checked against the tensors before anything is
  /// allocated.
  public static func decode(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> WordModel {
    let file = try Safetensors.decode(bytes, source: source)
    do throws(ModelFault) {
      return try model(of: file)
    } catch {
      throw .notAModel(path: source, fault: error)
    }
  }

  private static func model(of file: Safetensors) throws(ModelFault) -> WordModel {
    guard let format = file.metadata["format"] else { throw .missingMetadata("format") }
    guard format == "unroll" else { throw .foreignFormat(format) }
    guard let version = file.metadata["version"] else { throw .missingMetadata("version") }
    guard version == "1" else { throw .unsupported("version", version) }
    guard let task = file.metadata["task"] else { throw .missingMetadata("task") }
    guard task == "words" else { throw .unsupported("task", task) }
    let description: ModelDescription = try decodeJSON("configuration", of: file)
    let configuration = try description.networkConfiguration()
    let alphabet = try readAlphabet(file)
    for (name, port) in [("input", configuration.input), ("output", configuration.output)] {
      guard case .symbols(let count) = port else {
        throw .sizeMismatch("the \(name) is of numbers, and words need symbols")
      }
      guard count == alphabet.count else {
        throw .sizeMismatch("the \(name) has \(count), the alphabet \(alphabet.count) symbols")
      }
    }
    let network = Network(configuration, parameters: try parameters(configuration, file))
    let training: TrainingRecord? =
      file.metadata["training"] == nil ? nil : try decodeJSON("training", of: file)
    return WordModel(alphabet: alphabet, network: network, training: training)
  }

  private static func readAlphabet(_ file: Safetensors) throws(ModelFault) -> Alphabet {
    let symbols: [String] = try decodeJSON("alphabet", of: file)
    guard let name = file.metadata["unit"] else { throw .missingMetadata("unit") }
    guard let unit = SymbolUnit(rawValue: name) else { throw .unsupported("unit", name) }
    do {
      return try Alphabet(symbols: symbols, unit: unit)
    } catch {
      throw .badAlphabet(error.description)
    }
  }

  private static func decodeJSON<Value: Decodable>(
    _ key: String, of file: Safetensors
  ) throws(ModelFault) -> Value {
    guard let text = file.metadata[key] else { throw .missingMetadata(key) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let value = try? decoder.decode(Value.self, from: Data(text.utf8)) else {
      throw .badMetadata(key)
    }
    return value
  }

  private static func parameters(
    _ configuration: NetworkConfiguration, _ file: Safetensors
  ) throws(ModelFault) -> Parameters {
    let table = configuration.parameterTable
    var floats: [String: [Float]] = [:]
    for (name, parameter) in tensorNames {
      floats[parameter] = try values(name, like: table[parameter], file)
    }
    if file.tensor(named: secondBiasName) != nil {
      let second = try values(secondBiasName, like: table["b"], file)
      // Not simply the sum: adding zero would turn -0 into 0, and a model would not come back as
      // it was.
      floats["b"] = floats["b"].map { zip($0, second).map { $1 == 0 ? $0 : $0 + $1 } }
    }
    var parameters = Parameters(zerosLike: table)
    for (name, values) in floats { parameters[name] = values }
    if let name = parameters.firstNonFinite() { throw .nonFiniteTensor(name) }
    return parameters
  }

  private static func values(
    _ name: String, like slice: ParameterTable.Slice, _ file: Safetensors
  ) throws(ModelFault) -> [Float] {
    guard let tensor = file.tensor(named: name) else { throw .missingTensor(name) }
    let shape = slice.isVector ? [slice.rows] : [slice.rows, slice.columns]
    guard tensor.shape == shape else {
      throw .sizeMismatch("tensor \(name) is \(tensor.shape), the configuration says \(shape)")
    }
    return tensor.values
  }
}

/// The configuration as the file states it, with room for what other versions may have.
struct ModelDescription: Codable, Equatable {
  var cell: String
  var layers: Int
  var hiddenSize: Int
  var activation: Activation
  var input: NetworkConfiguration.Port
  var output: NetworkConfiguration.Port

  init(_ configuration: NetworkConfiguration) {
    cell = "rnn"
    layers = 1
    hiddenSize = configuration.hiddenSize
    activation = configuration.activation
    input = configuration.input
    output = configuration.output
  }

  func networkConfiguration() throws(ModelFault) -> NetworkConfiguration {
    guard cell == "rnn" else { throw .unsupported("cell", cell) }
    guard layers == 1 else { throw .unsupported("layers", String(layers)) }
    let configuration = NetworkConfiguration(
      input: input, hiddenSize: hiddenSize, activation: activation, output: output)
    do {
      try configuration.validate()
    } catch {
      throw .sizeMismatch(error.description)
    }
    return configuration
  }
}
