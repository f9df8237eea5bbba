#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The model file: a safetensors file that PyTorch's `nn.RNN`, `nn.LSTM` or `nn.GRU`, `nn.Linear` and
/// `nn.Embedding` can load. Of layer k, counted from 0, and for the reverse direction with `_reverse`
/// at the end of the name:
///
///     rnn.weight_ih_l{k}   [G·H, I]    U      embedding.weight [I, D]   E
///     rnn.weight_hh_l{k}   [G·H, H]    W      output.weight    [K, Y]   V
///     rnn.bias_ih_l{k}     [G·H]       b      output.bias      [K]      c
///     rnn.bias_hh_l{k}     [G·H]       d in the GRU, zero in the other cells, where it is added to b
///                                      when read and may be missing
///
/// Gates follow each other as in PyTorch: i f g o in the LSTM, r z n in the GRU; in the minimal cells,
/// which have no weight_hh and no bias_hh, z n and f i n. Where weights are tied, `output.weight` is
/// a copy of `embedding.weight` (it may be missing, and must not differ). What PyTorch's modules
/// lack has names of the same kind:
///
///     rnn.gain_ih_l{k}, rnn.gain_hh_l{k}   [G·H]   gU, gW   of normalised products
///     rnn.initial_state_l{k}               [H]     a0       learned initial states
///     rnn.initial_cell_state_l{k}          [H]     s0
///
/// What reads the characters of words is a module of its own, `characters`, with the names above:
/// `characters.embedding.weight` Ec, `characters.rnn.weight_ih_l0` Uc, `..._reverse` Ucr and so on.
///
/// `__metadata__` holds texts under these keys:
///
/// - `format`: "unroll"
/// - `version`: "1", the version of this layout
/// - `task`: "words", "text", "classify", "tag", "forecast" or "events", or "network" for a network alone, which
///   has none of the keys after the next
/// - `configuration`: JSON: `cell` (a name of ``Cell``), `layers`, `hiddenSize`, `activation`, `input`,
///   `output`; and where they are not as usual `embeddingSize`, `isBidirectional`,
///   `hasResidualConnections`, `isNormalised`, `learnsInitialState`, `tiesWeights`, `dropout` (rates:
///   `input`, `layers`, `recurrent`, `zoneout`, `cellZoneout`), `loss`, and of "tag" `spelling`
///   (`characters`, `embeddingSize`, `hiddenSize`, `wordDropout`)
/// - `alphabet`: JSON: the array of K strings in index order, index 0 being the end symbol, ""
/// - `unit`: "character", "scalar", "byte" or, in texts, "word"
/// - `separator`: what stands between the documents of a text; missing where a file is one document
/// - `classes`: of "classify", JSON: the array of the K classes' names, output k being class k; a classifier
///   of texts has `alphabet` and `unit` too, one of numbers
/// - `scaling`: JSON: `means` and `deviations` of each number of a time step, by which inputs are scaled, and
///   `valuesPerLine` if they come from the lines of a table
/// - `forecast`: JSON, of forecasts in place of the alphabet: `targets`, `covariates`, `known` (names of
///   columns), `context`, `horizon`, `season` (steps; the last may be missing), `prediction` ("change" or
///   "value"), `readsSeason`
/// - `scaling`: JSON, of forecasts: `means` and `deviations`, a number for each column, targets first, and
///   `changes`, for each step ahead a number for each target; ``Scaling`` tells what they are
/// - `events`: JSON, of events in place of the alphabet: the array of the lowest and the highest index
/// - `tags`, `words`, `characters`: of "tag", JSON: arrays of strings in index order; word 0 and character 0,
///   "", stand for all that are not known, and words are in small letters
/// - `column`: of "tag", "upos", "xpos", "feats" or "deprel"; missing of files of two columns
/// - `training`: JSON: how the model was trained; may be missing
/// - `checksum`, `checksums`: by which damage shows; whoever changes a file takes both away
public enum ModelFile {
  /// The name of the best model in a run folder.
  public static let bestName = "model.safetensors"
  /// The name of the latest model in a run folder.
  public static let lastName = "last.safetensors"
  /// The largest file that is read: sixteen gigabytes.
  static let maximumSize = 1 << 34

  /// What a model file is of.
  public enum Content: Sendable, Equatable {
    /// A network that writes words.
    case words(WordModel)
    /// A network that writes text.
    case text(TextModel)
    /// A network that tells classes of sequences apart.
    case classify(ClassifierModel)
    /// A network that forecasts series.
    case forecast(ForecastModel)
    /// A network that predicts events.
    case events(EventModel)
    /// A network that tags words.
    case tag(TaggerModel)
    /// A network alone.
    case network(Network)

    /// The network.
    public var network: Network {
      switch self {
      case .words(let model): model.network
      case .text(let model): model.network
      case .classify(let model): model.network
      case .forecast(let model): model.network
      case .events(let model): model.network
      case .tag(let model): model.network
      case .network(let network): network
      }
    }

    /// What the file's `task` says.
    public var task: String {
      switch self {
      case .words: "words"
      case .text: "text"
      case .classify: "classify"
      case .forecast: "forecast"
      case .events: "events"
      case .tag: "tag"
      case .network: "network"
      }
    }

    /// The symbols that the network reads and writes; nil of a network alone or of numbers.
    public var alphabet: Alphabet? {
      switch self {
      case .words(let model): model.alphabet
      case .text(let model): model.alphabet
      case .classify(let model): model.input.alphabet
      case .tag, .forecast, .events, .network: nil
      }
    }

    /// How the network was trained, if it is known.
    public var training: TrainingRecord? {
      switch self {
      case .words(let model): model.training
      case .text(let model): model.training
      case .classify(let model): model.training
      case .forecast(let model): model.training
      case .events(let model): model.training
      case .tag(let model): model.training
      case .network: nil
      }
    }
  }

  // MARK: Writing

  /// Writes what a model file can hold beside its place and renames it there: a reader sees the old file
  /// or the new one, whole.
  public static func write(_ content: Content, to path: String) throws(ModelFileError) {
    try AtomicFile.write(encode(content), to: path)
  }

  /// Writes a model of words in the same way.
  public static func write(_ model: WordModel, to path: String) throws(ModelFileError) {
    try write(.words(model), to: path)
  }

  /// Writes a network alone in the same way, of symbols or numbers, in one direction or two.
  public static func write(_ network: Network, to path: String) throws(ModelFileError) {
    try write(.network(network), to: path)
  }

  /// The bytes of a file: the same content gives the same bytes.
  public static func encode(_ content: Content) -> [UInt8] {
    file(content).encode(hasChecksums: true)
  }

  /// What a file holds of a content.
  static func file(_ content: Content) -> Safetensors {
    switch content {
    case .words(let model): file("words", model.network, model.alphabet, model.training)
    case .text(let model): file(model)
    case .classify(let model): file(model)
    case .forecast(let model): file(model)
    case .events(let model): file(model)
    case .tag(let model): file(model)
    case .network(let network): file("network", network, nil, [:])
    }
  }

  private static func file(_ model: TextModel) -> Safetensors {
    let separator = model.separator.isEmpty ? [:] : ["separator": model.separator]
    return file("text", model.network, model.alphabet, model.training, separator)
  }

  private static func file(
    _ task: String, _ network: Network, _ alphabet: Alphabet, _ training: TrainingRecord?,
    _ more: [String: String] = [:]
  ) -> Safetensors {
    var more = more
    more["alphabet"] = json(alphabet.symbols)
    more["unit"] = alphabet.unit.rawValue
    return file(task, network, training, more)
  }

  /// A network, and what is known of it beside.
  static func file(
    _ task: String, _ network: Network, _ training: TrainingRecord?, _ more: [String: String]
  ) -> Safetensors {
    var metadata = [
      "format": "unroll", "version": "1", "task": task,
      "configuration": json(ModelDescription(network.configuration)),
    ]
    if let training { metadata["training"] = json(training) }
    metadata.merge(more) { first, _ in first }
    return Safetensors(tensors: tensors(of: network), metadata: metadata)
  }

  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // These types are made of numbers, strings and arrays; encoding them cannot fail.
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Reading

  /// Reads a model of words from its file, or from a run folder's best model.
  public static func read(_ path: String) throws(ModelFileError) -> WordModel {
    let file = file(path)
    return try decode(FileReader.read(file, maximumSize: maximumSize), source: file)
  }

  /// Reads what a file or a run folder's best model holds, a model of words or a network alone.
  public static func readContent(_ path: String) throws(ModelFileError) -> Content {
    let file = file(path)
    return try decodeContent(FileReader.read(file, maximumSize: maximumSize), source: file)
  }

  private static func file(_ path: String) -> String {
    RunFolder.exists(path) ? RunFolder.file(bestName, in: path) : path
  }

  /// Makes a model of words of a file's bytes; see ``decodeContent(_:source:)``.
  public static func decode(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> WordModel {
    switch try decodeContent(bytes, source: source) {
    case .words(let model): return model
    case .text, .classify, .tag, .forecast, .events, .network:
      throw .notAModel(path: source, fault: .noWords)
    }
  }

  /// Makes a model of a file's bytes. Sizes are checked against the tensors before anything is
  /// allocated.
  public static func decodeContent(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> Content {
    let file = try Safetensors.decode(bytes, source: source)
    do throws(ModelFault) {
      return try content(of: file)
    } catch {
      throw .notAModel(path: source, fault: error)
    }
  }

  static func content(of file: Safetensors) throws(ModelFault) -> Content {
    // By the order of keys, so that the same file has the same fault.
    for key in file.metadata.keys.sorted() {
      guard let text = file.metadata[key], !CombiningMarks.exceedLimit(inJSON: text) else {
        throw .badMetadata(key)
      }
    }
    guard let format = file.metadata["format"] else { throw .missingMetadata("format") }
    guard format == "unroll" else { throw .foreignFormat(format) }
    guard let version = file.metadata["version"] else { throw .missingMetadata("version") }
    guard version == "1" else { throw .unsupported("version", version) }
    switch file.metadata["task"] {
    case nil: throw .missingMetadata("task")
    case "words": return .words(try words(file))
    case "text": return .text(try text(file))
    case "classify": return .classify(try classifier(file))
    case "forecast": return .forecast(try forecast(file))
    case "events": return .events(try events(file))
    case "tag": return .tag(try tagger(file))
    case "network":
      let configuration = try configuration(file)
      return .network(Network(configuration, parameters: try parameters(configuration, file)))
    case let task?: throw .unsupported("task", task)
    }
  }

  private static func words(_ file: Safetensors) throws(ModelFault) -> WordModel {
    let (alphabet, network) = try writer(file, of: "words")
    guard alphabet.unit != .word else { throw .unsupported("unit", alphabet.unit.rawValue) }
    return WordModel(alphabet: alphabet, network: network, training: try training(file))
  }

  private static func text(_ file: Safetensors) throws(ModelFault) -> TextModel {
    let (alphabet, network) = try writer(file, of: "texts")
    return TextModel(
      alphabet: alphabet, separator: file.metadata["separator"] ?? "", network: network,
      training: try training(file))
  }

  static func training(_ file: Safetensors) throws(ModelFault) -> TrainingRecord? {
    file.metadata["training"] == nil ? nil : try decodeJSON("training", of: file)
  }

  /// An alphabet and a network that writes its symbols.
  private static func writer(
    _ file: Safetensors, of things: String
  ) throws(ModelFault) -> (Alphabet, Network) {
    let configuration = try configuration(file)
    let alphabet = try readAlphabet(file)
    for (name, port) in [("input", configuration.input), ("output", configuration.output)] {
      guard case .symbols(let count) = port else {
        throw .contradiction("the \(name) is of numbers, and \(things) need symbols")
      }
      guard count == alphabet.count else {
        throw .contradiction("the \(name) has \(count), the alphabet \(alphabet.count) symbols")
      }
    }
    guard !configuration.isBidirectional else {
      throw .contradiction(
        "its network reads in both directions, and so would see the symbols that it should predict")
    }
    return (alphabet, Network(configuration, parameters: try parameters(configuration, file)))
  }

  static func configuration(
    _ file: Safetensors
  ) throws(ModelFault) -> NetworkConfiguration {
    let keys: [String: AnyValue] = try decodeJSON("configuration", of: file)
    if let key = keys.keys.filter({ !ModelDescription.keys.contains($0) }).min() {
      throw .unsupported("configuration", key)
    }
    let description: ModelDescription = try decodeJSON("configuration", of: file)
    if description.spelling != nil && !["tag", "network"].contains(file.metadata["task"]) {
      throw .contradiction("its network reads words by their characters, which only taggers do")
    }
    return try description.networkConfiguration()
  }

  /// A JSON value that is not looked at.
  private struct AnyValue: Decodable {
    init(from decoder: any Decoder) {}
  }

  static func readAlphabet(_ file: Safetensors) throws(ModelFault) -> Alphabet {
    let symbols: [String] = try decodeJSON("alphabet", of: file)
    guard let name = file.metadata["unit"] else { throw .missingMetadata("unit") }
    guard let unit = SymbolUnit(rawValue: name) else { throw .unsupported("unit", name) }
    do {
      return try Alphabet(symbols: symbols, unit: unit)
    } catch {
      throw .badAlphabet(error.description)
    }
  }

  static func decodeJSON<Value: Decodable>(
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
}
