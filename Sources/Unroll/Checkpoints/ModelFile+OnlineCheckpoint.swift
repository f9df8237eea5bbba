/// A network that learns an endless stream, together with all that its learner needs to go on.
///
/// The file is a model file of that network, and has beside it:
///
///     online.first          [n]      the optimizer's states, where its rule has them, in the order of the network's table
///     online.second         [n]
///     online.state          [n]      the state after the last step
///     online.window_state   [n]      the state before the window at hand
///     online.inputs         [n]      numbers that have been read and not yet been learned from
///     online.targets        [n]
///     online.influence_{q}  [H, P]   the derivatives of part q of the state, with the forward recursion
///
/// and in `__metadata__`, as JSON, `online` (steps, options, what a series remembers) and `notes` (what the program
/// that learns wants to remember).
extension ModelFile {
  /// What the file of a learner's checkpoint holds.
  public struct SavedLearner: Sendable {
    /// The network as a model, as it was at the checkpoint.
    public var content: Content
    /// What the learner needs to go on.
    public var checkpoint: OnlineCheckpoint
    /// What the program that learns wants to remember, such as its means.
    public var notes: [String: String]

    /// Puts the three together.
    public init(content: Content, checkpoint: OnlineCheckpoint, notes: [String: String] = [:]) {
      self.content = content
      self.checkpoint = checkpoint
      self.notes = notes
    }
  }

  /// The bytes of a learner's file: the same content gives the same bytes.
  public static func encode(_ saved: SavedLearner) -> [UInt8] {
    var file = file(saved.content)
    let checkpoint = saved.checkpoint
    file.metadata["online"] = json(OnlineDescription(checkpoint))
    file.metadata["notes"] = json(saved.notes)
    let rows: [(name: String, numbers: [Float])] = [
      ("first", checkpoint.moments.first), ("second", checkpoint.moments.second),
      ("state", checkpoint.state.values), ("window_state", checkpoint.windowState.values),
      ("inputs", checkpoint.inputs.numbers), ("targets", checkpoint.targets.numbers),
    ]
    for (name, numbers) in rows where !numbers.isEmpty {
      file.tensors.append(.init(name: "online.\(name)", shape: [numbers.count], values: numbers))
    }
    for (part, numbers) in checkpoint.influence.enumerated() {
      let hidden = checkpoint.network.configuration.hiddenSize
      file.tensors.append(
        .init(
          name: "online.influence_\(part)", shape: [hidden, numbers.count / hidden],
          values: numbers))
    }
    return file.encode(hasChecksums: true)
  }

  /// Writes a learner's checkpoint into a folder as a run's is written; see ``save(_:in:isFirst:)``.
  public static func save(
    _ saved: SavedLearner, in folder: String, isFirst: Bool = false
  ) throws(ModelFileError) {
    try save(encode(saved), in: folder, isFirst: isFirst)
  }

  /// Reads a folder's latest checkpoint of a learner or, if that cannot be read, the one before it.
  ///
  /// - Returns: the checkpoint, and what is wrong with the latest where it is not that.
  /// - Throws: what is wrong with the latest, if the other one cannot be read either.
  public static func readLearner(
    in folder: String
  ) throws(ModelFileError) -> (saved: SavedLearner, fault: ModelFileError?) {
    try readLatest(in: folder) { (path) throws(ModelFileError) in
      try decodeLearner(FileReader.read(path, maximumSize: maximumSize), source: path)
    }
  }

  /// Makes a learner's checkpoint of a file's bytes.
  public static func decodeLearner(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> SavedLearner {
    let file = try Safetensors.decode(bytes, source: source)
    do throws(ModelFault) {
      let content = try Self.content(of: file)
      let description: OnlineDescription = try decodeJSON("online", of: file)
      let notes: [String: String] = try decodeJSON("notes", of: file)
      let checkpoint = try description.checkpoint(content.network, file)
      return SavedLearner(content: content, checkpoint: checkpoint, notes: notes)
    } catch {
      throw .notAModel(path: source, fault: error)
    }
  }
}

/// What is small of a learner's checkpoint, as JSON.
private struct OnlineDescription: Codable {
  var version = 1
  var options: OnlineLearner.Options
  var instructionSet: String
  var steps: Int
  var updates: Int
  var isFirstStep: Bool
  /// Whether the state, and that before the window, are the network's own beginning.
  var isFresh: Bool
  var isWindowFresh: Bool
  /// Symbols that have been read and not yet been learned from.
  var inputs: [Int32]
  var targets: [Int32]
  var series: OnlineSeries.Place?

  init(_ checkpoint: OnlineCheckpoint) {
    options = checkpoint.options
    instructionSet = checkpoint.instructionSet
    (steps, updates) = (checkpoint.steps, checkpoint.updates)
    isFirstStep = checkpoint.isFirstStep
    (isFresh, isWindowFresh) = (
      checkpoint.state.isFresh.first ?? true, checkpoint.windowState.isFresh.first ?? true
    )
    (inputs, targets) = (checkpoint.inputs.indices, checkpoint.targets.indices)
    series = checkpoint.series
  }

  func checkpoint(
    _ network: Network, _ file: Safetensors
  ) throws(ModelFault) -> OnlineCheckpoint {
    guard version == 1 else { throw .unsupported("online", "version \(version)") }
    let configuration = network.configuration
    func numbers(_ name: String) -> [Float] { file.tensor(named: "online.\(name)")?.values ?? [] }
    func state(_ name: String, isFresh: Bool) throws(ModelFault) -> NetworkState {
      let state = NetworkState(isFresh: [isFresh], values: numbers(name), of: configuration)
      guard let state else {
        throw .contradiction("its states are not those of its network")
      }
      return state
    }
    func track(_ port: NetworkConfiguration.Port, _ name: String, _ indices: [Int32])
      -> Dataset.Track
    {
      switch port {
      case .symbols(let count): .symbols(indices, count: count)
      case .values(let size): .values(numbers(name), size: size)
      }
    }
    var influence: [[Float]] = []
    while let tensor = file.tensor(named: "online.influence_\(influence.count)") {
      influence.append(tensor.values)
    }
    let checkpoint = OnlineCheckpoint(
      options: options, instructionSet: instructionSet, steps: steps, updates: updates,
      isFirstStep: isFirstStep, network: network, moments: (numbers("first"), numbers("second")),
      state: try state("state", isFresh: isFresh),
      windowState: try state("window_state", isFresh: isWindowFresh),
      inputs: track(configuration.input, "inputs", inputs),
      targets: track(configuration.output, "targets", targets), influence: influence,
      series: series)
    if let fault = checkpoint.fault { throw .contradiction(fault) }
    guard checkpoint.isFinite else { throw .nonFiniteTensor("of the checkpoint") }
    return checkpoint
  }
}

extension OnlineCheckpoint {
  /// Whether all numbers are finite: what is not would be of no use to go on from.
  public var isFinite: Bool {
    ([moments.first, moments.second, state.values, windowState.values] + influence).allSatisfy {
      $0.allSatisfy(\.isFinite)
    } && network.parameters.firstNonFinite() == nil
  }
}

extension Dataset.Track {
  /// The numbers; none of symbols.
  fileprivate var numbers: [Float] { if case .values(let values, _) = self { values } else { [] } }
  /// The symbols; none of numbers.
  fileprivate var indices: [Int32] { if case .symbols(let all, _) = self { all } else { [] } }
}
