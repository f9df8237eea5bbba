import Unroll

// Model files: what was read and written again reads the same.

extension Reader {
  /// The bytes of the files of models that are read as whole files, to begin from.
  static let soundFiles: [[UInt8]] = SoundModels.all.map { content in
    guard var file = try? Safetensors.decode(ModelFile.encode(content), source: "") else {
      return []
    }
    file.metadata["training"] = nil
    return file.encode()
  }

  /// What the files of all sound models hold.
  private static let soundModels = SoundModels.all.compactMap {
    try? Safetensors.decode(ModelFile.encode($0), source: "")
  }

  func checkModel(_ bytes: [UInt8]) throws(Violation) {
    let content: ModelFile.Content
    do {
      content = try ModelFile.decodeContent(bytes, source: "fuzz")
    } catch {
      return try checkMessage(error.description)
    }
    let written = ModelFile.encode(content)
    do {
      let again = try ModelFile.decodeContent(written, source: "fuzz")
      try require(ModelFile.encode(again) == written, "a model is written otherwise")
      try require(again.task == content.task, "a model of another kind comes back")
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
  }

  /// The first byte tells the model, the rest edits its metadata.
  func checkMetadata(_ bytes: [UInt8]) throws(Violation) {
    let models = Reader.soundModels
    try require(models.count == 8, "the sound models are missing")
    let model = models[Int(bytes.first ?? 0) % models.count]
    try checkModel(edited(model, Array(bytes.dropFirst())))
  }

  /// A file with other metadata: a line `key=text` sets one, a line `key` takes one away.
  func edited(_ file: Safetensors, _ edits: [UInt8]) -> [UInt8] {
    var file = file
    for line in edits.split(separator: 0x0A) {
      let parts = line.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(decoding: parts[0].prefix(64), as: UTF8.self)
      // Those of files are checked with files.
      guard !key.isEmpty, !key.hasPrefix("checksum") else { continue }
      file.metadata[key] = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
    }
    return file.encode()
  }
}
