/// A run's latest network together with all that the run needs to go on.
///
/// The file is a model file of that network, and has beside it:
///
///     training.parameters   [n]   the weights, in the order of the network's table (the model's own tensors are
///                                 their average where one is kept)
///     training.best         [n]   the weights of the best network so far
///     training.first        [n]   the optimizer's states, where its rule has them
///     training.second       [n]
///     training.average      [n]   F64: the average of the weights, where one is kept
///     training.carried      [n]   the hidden states that a text carries from window to window
///
/// and in `__metadata__`, as JSON, `checkpoint` (the place of the run, its options, fingerprints of its data) and
/// `notes` (what the program that trains wants to remember).
extension ModelFile {
  /// The name of the latest checkpoint but one in a run folder.
  public static let previousName = "previous.safetensors"

  /// What a checkpoint's file holds.
  public struct Saved: Sendable, Equatable {
    /// The latest network as a model.
    public var content: Content
    /// What the run needs to go on.
    public var checkpoint: TrainingCheckpoint
    /// What the program that trains wants to remember, such as its arguments.
    public var notes: [String: String]

    /// Puts the three together.
    public init(content: Content, checkpoint: TrainingCheckpoint, notes: [String: String] = [:]) {
      self.content = content
      self.checkpoint = checkpoint
      self.notes = notes
    }
  }

  /// The bytes of a checkpoint's file: the same content gives the same bytes.
  public static func encode(_ saved: Saved) -> [UInt8] {
    var file = file(saved.content)
    let checkpoint = saved.checkpoint
    file.metadata["checkpoint"] = json(CheckpointDescription(checkpoint))
    file.metadata["notes"] = json(saved.notes)
    file.tensors += CheckpointTensor.allCases.compactMap { $0.tensor(of: checkpoint) }
    return file.encode(hasChecksums: true)
  }

  /// Writes a checkpoint into a run's folder; the one that was the latest is kept as `previous.safetensors`.
  ///
  /// At every moment one of the two is whole: the new file is on the disk before the latest takes the place of the
  /// one before it, and only then takes its name.
  ///
  /// - Parameters:
  ///   - saved: the checkpoint.
  ///   - folder: the run's folder.
  ///   - isFirst: whether the checkpoint is the first of its run: then those of another run, if there are any, are
  ///     replaced and removed.
  public static func save(
    _ saved: Saved, in folder: String, isFirst: Bool = false
  ) throws(ModelFileError) {
    try save(encode(saved), in: folder, isFirst: isFirst)
  }

  /// Writes the bytes of a checkpoint as the latest one.
  static func save(_ bytes: [UInt8], in folder: String, isFirst: Bool) throws(ModelFileError) {
    let previous = RunFolder.file(previousName, in: folder)
    try AtomicFile.write(
      bytes, to: RunFolder.file(lastName, in: folder), keepingOldAs: isFirst ? nil : previous)
    if isFirst { RunFolder.remove(previous) }
  }

  /// Moves a latest checkpoint that cannot be read out of the way, so that the one before it is not replaced by it.
  public static func setAsideDamaged(in folder: String) throws(ModelFileError) {
    let last = RunFolder.file(lastName, in: folder)
    try AtomicFile.move(last, to: RunFolder.file("damaged.safetensors", in: folder))
  }

  /// Reads a run folder's latest checkpoint or, if that cannot be read, the one before it.
  ///
  /// - Returns: the checkpoint, and what is wrong with the latest where it is not that.
  /// - Throws: what is wrong with the latest, if the other one cannot be read either.
  public static func readCheckpoint(
    in folder: String
  ) throws(ModelFileError) -> (saved: Saved, fault: ModelFileError?) {
    try readLatest(in: folder, readCheckpoint)
  }

  /// Reads the latest checkpoint or, if that cannot be read, the one before it.
  static func readLatest<Value>(
    in folder: String, _ read: (String) throws(ModelFileError) -> Value
  ) throws(ModelFileError) -> (saved: Value, fault: ModelFileError?) {
    do throws(ModelFileError) {
      return (try read(RunFolder.file(lastName, in: folder)), nil)
    } catch {
      guard let saved = try? read(RunFolder.file(previousName, in: folder)) else { throw error }
      return (saved, error)
    }
  }

  /// Reads a checkpoint's file.
  public static func readCheckpoint(_ path: String) throws(ModelFileError) -> Saved {
    try decodeCheckpoint(FileReader.read(path, maximumSize: maximumSize), source: path)
  }

  /// Makes a checkpoint of a file's bytes.
  public static func decodeCheckpoint(
    _ bytes: [UInt8], source: String
  ) throws(ModelFileError) -> Saved {
    let file = try Safetensors.decode(bytes, source: source)
    do throws(ModelFault) {
      let content = try Self.content(of: file)
      let description: CheckpointDescription = try decodeJSON("checkpoint", of: file)
      let notes: [String: String] = try decodeJSON("notes", of: file)
      let checkpoint = try description.checkpoint(content.network.configuration, file)
      return Saved(content: content, checkpoint: checkpoint, notes: notes)
    } catch {
      throw .notAModel(path: source, fault: error)
    }
  }

  /// What of two models differs beside their weights and how they were trained, such as "alphabet"; nil for nothing.
  public static func difference(_ old: Content, _ new: Content) -> String? {
    let (old, new) = (file(old).metadata, file(new).metadata)
    return Set(old.keys).union(new.keys).sorted().first {
      $0 != "training" && old[$0] != new[$0]
    }
  }
}

/// The numbers of a checkpoint, by the names of their tensors.
private enum CheckpointTensor: String, CaseIterable {
  case parameters = "training.parameters"
  case best = "training.best"
  case first = "training.first"
  case second = "training.second"
  case average = "training.average"
  case carried = "training.carried"

  /// The tensor of a checkpoint; nil where there are no such numbers.
  func tensor(of checkpoint: TrainingCheckpoint) -> Safetensors.Tensor? {
    let numbers: Safetensors.Numbers =
      switch self {
      case .parameters: .single(checkpoint.parameters)
      case .best: .single(checkpoint.best)
      case .first: .single(checkpoint.moments.first)
      case .second: .single(checkpoint.moments.second)
      case .average: .double(checkpoint.average.mean)
      case .carried: .single(checkpoint.carried?.values ?? [])
      }
    guard numbers.count > 0 else { return nil }
    return Safetensors.Tensor(name: rawValue, shape: [numbers.count], numbers: numbers)
  }

  /// The numbers in a file; none where there is no such tensor.
  func values(in file: Safetensors) -> [Float] { file.tensor(named: rawValue)?.values ?? [] }

  func doubles(in file: Safetensors) -> [Double] {
    if case .double(let values)? = file.tensor(named: rawValue)?.numbers { values } else { [] }
  }
}

/// What is small of a checkpoint, as JSON.
private struct CheckpointDescription: Codable {
  var version = 1
  var step: Int
  var place: TrainingPlace
  var averaged: Int
  var options: TrainingOptions
  var data: DataFingerprint
  var instructionSet: String
  /// Of each row of the carried states, whether it begins anew; missing where none are carried.
  var isFresh: [Bool]?

  init(_ checkpoint: TrainingCheckpoint) {
    step = checkpoint.step
    place = checkpoint.place
    averaged = checkpoint.average.count
    options = checkpoint.options
    data = checkpoint.data
    instructionSet = checkpoint.instructionSet
    isFresh = checkpoint.carried?.isFresh
  }

  func checkpoint(
    _ configuration: NetworkConfiguration, _ file: Safetensors
  ) throws(ModelFault) -> TrainingCheckpoint {
    guard version == 1 else { throw .unsupported("checkpoint", "version \(version)") }
    var carried: NetworkState?
    if let isFresh {
      carried = NetworkState(
        isFresh: isFresh, values: CheckpointTensor.carried.values(in: file), of: configuration)
      guard carried != nil else {
        throw .contradiction("its carried states are not as many as they should be")
      }
    }
    let checkpoint = TrainingCheckpoint(
      configuration: configuration, options: options, data: data, instructionSet: instructionSet,
      step: step, place: place, parameters: CheckpointTensor.parameters.values(in: file),
      best: CheckpointTensor.best.values(in: file),
      moments: (
        CheckpointTensor.first.values(in: file), CheckpointTensor.second.values(in: file)
      ),
      average: WeightAverage.State(
        mean: CheckpointTensor.average.doubles(in: file), count: averaged),
      carried: carried)
    guard checkpoint.fits(configuration) else {
      throw .contradiction(
        "its checkpoint has not the numbers of its network, or is at a place where no run can be")
    }
    guard checkpoint.isFinite else { throw .nonFiniteTensor("of the checkpoint") }
    return checkpoint
  }
}
