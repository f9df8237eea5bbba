import Foundation
import Testing

@testable import Unroll

@Suite("Files of checkpoints")
struct CheckpointFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A run on a stream, with all that a checkpoint can hold, after so many updates.
  private func saved(after updates: Int = 5, hidden: Int = 3) throws -> ModelFile.Saved {
    var random = RandomStream(seed: 4, purpose: .trials)
    let stream = SymbolStream((0..<90).map { _ in Int32(random.below(3)) }, alphabetCount: 3)
    var options = plainOptions(.adam, rate: 0.01, epochs: 9)
    options.window = 7
    options.averaging = .exponential(decay: 0.9)
    options.seed = .max
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 3), cell: .lstm, hiddenSize: hidden, output: .symbols(count: 3)),
      seed: 1)
    let trainer = try Trainer(
      network, stream: stream, validation: stream, options: options, threads: 1)
    _ = try trainer.train { event in
      if case .step(let report) = event, report.step == updates { return .stop }
      return .carryOn
    }
    let alphabet = try Alphabet(symbols: ["", "a", "b"], unit: .character)
    return ModelFile.Saved(
      content: .text(TextModel(alphabet: alphabet, network: trainer.averaged)),
      checkpoint: trainer.checkpoint(), notes: ["arguments": "[\"--hidden\",\"3\"]"])
  }

  @Test("A checkpoint comes back as it was, and its file is a model file")
  func roundTrip() throws {
    let saved = try saved()
    #expect(saved.checkpoint.carried != nil && saved.checkpoint.average.mean.count > 0)
    #expect(saved.checkpoint.moments.second.count > 0 && saved.checkpoint.step == 5)
    let bytes = ModelFile.encode(saved)
    let read = try ModelFile.decodeCheckpoint(bytes, source: "")
    #expect(read == saved && ModelFile.encode(read) == bytes)
    #expect(try ModelFile.decodeContent(bytes, source: "") == saved.content)
    let plain = ModelFile.encode(saved.content)
    #expect(throws: ModelFileError.notAModel(path: "p", fault: .missingMetadata("checkpoint"))) {
      try ModelFile.decodeCheckpoint(plain, source: "p")
    }
  }

  @Test("Every flipped bit and every truncation gives an error or the same checkpoint")
  func damage() throws {
    let saved = try saved(hidden: 1)
    let bytes = ModelFile.encode(saved)
    var (same, errors) = (0, 0)
    // All of them take minutes: UNROLL_EXHAUSTIVE=1, as Scripts/torture has it.
    let isExhaustive = ProcessInfo.processInfo.environment["UNROLL_EXHAUSTIVE"] != nil
    for bit in stride(from: 0, to: 8 * bytes.count, by: isExhaustive ? 1 : 7) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      if let read = try? ModelFile.decodeCheckpoint(flipped, source: "") {
        if read != saved { Issue.record("bit \(bit) gives another checkpoint") }
        same += 1
      } else {
        errors += 1
      }
    }
    // What may be the same: a bit that only moves a digit's case or a key behind the checksums.
    #expect(errors > 50 * max(same, 1))
    for count in stride(from: 0, to: bytes.count, by: isExhaustive ? 1 : 13) {
      #expect(throws: ModelFileError.self) {
        try ModelFile.decodeCheckpoint(Array(bytes[..<count]), source: "")
      }
    }
  }

  @Test("Numbers that are not as many as the network's, and places that cannot be, are refused")
  func contradictions() throws {
    var file = try Safetensors.decode(ModelFile.encode(saved()), source: "")
    let sound = file
    for name in ["parameters", "best", "first", "second", "carried"] {
      file = sound
      let index = try #require(file.tensors.firstIndex { $0.name == "training.\(name)" })
      let values = file.tensors[index].values.dropLast()
      file.tensors[index] = .init(
        name: "training.\(name)", shape: [values.count], values: Array(values))
      #expect(throws: ModelFileError.self, "\(name)") {
        try ModelFile.decodeCheckpoint(file.encode(), source: "")
      }
      file.tensors.remove(at: index)
      #expect(throws: ModelFileError.self, "\(name)") {
        try ModelFile.decodeCheckpoint(file.encode(), source: "")
      }
    }
    let text = try #require(sound.metadata["checkpoint"])
    for (old, new) in [
      ("\"epoch\":2", "\"epoch\":-1"), ("\"step\":5", "\"step\":-5"),
      ("\"version\":1", "\"version\":2"),
      ("\"evaluations\":1", "\"evaluations\":-3"), ("\"rule\":\"adam\"", "\"rule\":\"gd\""),
      ("\"averaged\":0", "\"averaged\":-1"), ("{", "["),
    ] {
      file = sound
      file.metadata["checkpoint"] = text.replacing(old, with: new, maxReplacements: 1)
      #expect(file.metadata["checkpoint"] != text, "\(old)")
      #expect(throws: ModelFileError.self, "\(new)") {
        try ModelFile.decodeCheckpoint(file.encode(), source: "")
      }
    }
  }

  @Test(
    "Counts that would overflow and times that no clock holds are refused before a run counts on",
    arguments: [
      ("step", "9223372036854775807"), ("epoch", "9223372036854775807"),
      ("evaluations", "9223372036854775807"), ("bestEvaluation", "7"),
      ("skipped", "9223372036854775807"), ("halvings", "-9223372036854775808"),
      ("averaged", "9223372036854775807"), ("count", "9223372036854775807"),
      ("seconds", "1e300"), ("seconds", "-1"), ("stretchBegan", "1e300"),
    ])
  func impossiblePlaces(_ key: String, _ value: String) throws {
    var file = try Safetensors.decode(ModelFile.encode(saved()), source: "")
    let text = try #require(file.metadata["checkpoint"])
    let pattern = try Regex("\"\(key)\":[-+.e0-9]+")
    // Each of them: some keys stand in the last report, too, which is only told.
    file.metadata["checkpoint"] = text.replacing(pattern, with: "\"\(key)\":\(value)")
    #expect(file.metadata["checkpoint"] != text)
    #expect(throws: ModelFileError.self) {
      try ModelFile.decodeCheckpoint(file.encode(), source: "")
    }
  }

  @Test("The latest but one is kept, and read where the latest is damaged or missing")
  func previous() throws {
    let (first, second, third) = try (saved(after: 1), saved(after: 2), saved(after: 3))
    #expect(throws: ModelFileError.self) { try ModelFile.readCheckpoint(in: folder.path) }
    try ModelFile.save(first, in: folder.path)
    #expect(try folder.names() == ["last.safetensors"])
    try ModelFile.save(second, in: folder.path)
    try ModelFile.save(third, in: folder.path)
    #expect(try folder.names() == ["last.safetensors", "previous.safetensors"])
    var read = try ModelFile.readCheckpoint(in: folder.path)
    #expect(read.saved == third && read.fault == nil)
    let last = folder.path + "/last.safetensors"
    var bytes = try FileReader.read(last, maximumSize: 1 << 20)
    bytes[bytes.count - 30] ^= 4
    try AtomicFile.write(bytes, to: last)
    read = try ModelFile.readCheckpoint(in: folder.path)
    #expect(read.saved == second)
    #expect(read.fault?.kind == .malformed && read.fault?.description.contains("checksum") == true)
    try FileManager.default.removeItem(atPath: last)
    read = try ModelFile.readCheckpoint(in: folder.path)
    #expect(read.saved == second && read.fault?.kind == .unreadable)
  }

  @Test("A checksum that does not match names the tensor; without checksums a file is read")
  func checksums() throws {
    let model = try exampleModel()
    var bytes = ModelFile.encode(model)
    bytes[bytes.count - 1] ^= 1
    #expect(
      throws: ModelFileError.malformed(path: "p", fault: .damaged(tensor: "output.bias"))
    ) { try ModelFile.decode(bytes, source: "p") }
    let plain = try Safetensors.decode(ModelFile.encode(model), source: "").encode()
    #expect(plain.count < bytes.count)
    #expect(try ModelFile.decode(plain, source: "") == model)
  }
}
