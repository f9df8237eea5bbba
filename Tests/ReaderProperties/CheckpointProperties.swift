import Unroll

// Checkpoints: what was read and written again reads the same, and a run goes on from it or refuses it.

extension Reader {
  /// A run on a short text, stopped in the middle.
  private static func trainer() throws -> Trainer {
    let stream = SymbolStream((0..<60).map { Int32($0 * $0 % 3) }, alphabetCount: 3)
    var options = TrainingOptions()
    options.window = 5
    options.batch = .sequences(3)
    options.epochs = 3
    options.averaging = .exponential(decay: 0.9)
    options.patience = 2
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 3), cell: .lstm, hiddenSize: 2, output: .symbols(count: 3)),
      seed: 1)
    return try Trainer(network, stream: stream, validation: stream, options: options, threads: 1)
  }

  /// The file of a sound checkpoint.
  static let soundCheckpoint: [UInt8] = {
    do {
      let trainer = try trainer()
      _ = try trainer.train { event in
        if case .step(let report) = event, report.step == 5 { return .stop }
        return .carryOn
      }
      let alphabet = try Alphabet(symbols: ["", "a", "b"], unit: .character)
      return ModelFile.encode(
        ModelFile.Saved(
          content: .text(TextModel(alphabet: alphabet, network: trainer.averaged)),
          checkpoint: trainer.checkpoint(), notes: ["arguments": "[]"]))
    } catch {
      return []
    }
  }()

  private static let decodedCheckpoint = try? Safetensors.decode(soundCheckpoint, source: "")

  /// The bytes edit the metadata of a sound checkpoint.
  func checkCheckpoint(_ bytes: [UInt8]) throws(Violation) {
    guard let sound = Reader.decodedCheckpoint else {
      throw Violation("the sound checkpoint is missing")
    }
    let edited = edited(sound, bytes)
    let saved: ModelFile.Saved
    do {
      saved = try ModelFile.decodeCheckpoint(edited, source: "fuzz")
    } catch {
      return try checkMessage(error.description)
    }
    let written = ModelFile.encode(saved)
    do {
      let again = try ModelFile.decodeCheckpoint(written, source: "fuzz")
      try require(ModelFile.encode(again) == written, "a checkpoint is written otherwise")
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
    do {
      let trainer = try Reader.trainer()
      try trainer.resume(from: saved.checkpoint)
      var steps = 0
      _ = try trainer.train { event in
        if case .step = event { steps += 1 }
        return steps < 3 ? .carryOn : .stop
      }
    } catch let error as TrainingError {
      try checkMessage(error.description)
    } catch {
      throw Violation("an error of another kind: \(error)")
    }
  }
}
