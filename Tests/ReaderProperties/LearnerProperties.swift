import Unroll

// Checkpoints of endless streams: what was read and written again reads the same, and learning goes on from it
// or is refused.

extension Reader {
  /// The file of a sound checkpoint of a series, in the midst of a window.
  static let soundLearner: [UInt8] = {
    do {
      let port = NetworkConfiguration.Port.values(size: 2)
      let network = try Network(
        NetworkConfiguration(input: port, cell: .lstm, hiddenSize: 2, output: port), seed: 1)
      var options = OnlineLearner.Options()
      (options.gradient, options.window) = (.bptt, 3)
      let series = try OnlineSeries(network, memory: 5, options: options)
      for t in 0..<6 { _ = try series.observe([Double(t % 3), Double(t * t)]) }
      return ModelFile.encode(
        ModelFile.SavedLearner(
          content: .network(series.learner.network), checkpoint: series.checkpoint(),
          notes: ["online": "{}"]))
    } catch {
      return []
    }
  }()

  private static let decodedLearner = try? Safetensors.decode(soundLearner, source: "")

  /// The bytes edit the metadata of a sound checkpoint.
  func checkLearner(_ bytes: [UInt8]) throws(Violation) {
    guard let sound = Reader.decodedLearner else {
      throw Violation("the sound checkpoint is missing")
    }
    let saved: ModelFile.SavedLearner
    do {
      saved = try ModelFile.decodeLearner(edited(sound, bytes), source: "fuzz")
    } catch {
      return try checkMessage(error.description)
    }
    let written = ModelFile.encode(saved)
    do {
      let again = try ModelFile.decodeLearner(written, source: "fuzz")
      try require(ModelFile.encode(again) == written, "a checkpoint is written otherwise")
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
    let checkpoint = saved.checkpoint
    // What is not a series of two numbers is not gone on with here.
    guard checkpoint.network.configuration.input == .values(size: 2) else { return }
    do {
      let series = try OnlineSeries(checkpoint.network, options: checkpoint.options)
      try series.resume(from: checkpoint)
      for t in 0..<4 { _ = try series.observe([Double(t), 1]) }
    } catch let error as TrainingError {
      try checkMessage(error.description)
    } catch {
      throw Violation("an error of another kind: \(error)")
    }
  }
}
