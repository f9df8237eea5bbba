import Foundation
import Testing
import Unroll

/// Model files that are missing, damaged or something else.
@Suite struct ModelFileTests {
  @Test func `Files that are no models are refused with the reason`() throws {
    let unroll = try Trained.folder()
    let whole = try unroll.bytes("words-model/model.safetensors")
    let headerLength = whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    try unroll.write([], to: "empty")
    try unroll.write("anna\nbob\ncarla\n", to: "text")
    try unroll.write(Array(whole.dropLast(5)), to: "cut-in-data")
    try unroll.write(Array(whole[..<100]), to: "cut-in-header")
    try unroll.write(
      [UInt8](repeating: 0xFF, count: 7) + [0x7F] + whole[8...], to: "huge-header")
    var flipped = whole
    flipped[9] ^= 0x20
    try unroll.write(flipped, to: "flipped-in-header")
    flipped = whole
    flipped[8 + headerLength] ^= 1
    try unroll.write(flipped, to: "flipped-in-data")
    // What other programs write has no checksums.
    let plain = try Safetensors.decode(whole, source: "").encode()
    let plainHeader = plain[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    flipped = plain
    for offset in 0..<4 { flipped[8 + plainHeader + offset] = 0xFF }
    try unroll.write(flipped, to: "flipped-to-nan")
    try unroll.write(
      foreign(#"{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#), to: "foreign")
    try unroll.write(replacing(#""version":"1""#, by: #""version":"9""#, in: plain), to: "newer")
    try unroll.write(replacing(#""unroll""#, by: #""enroll""#, in: plain), to: "other-format")
    try FileManager.default.createDirectory(
      atPath: unroll.path("empty-folder"), withIntermediateDirectories: true)
    let names = [
      "missing", "empty-folder", "empty", "text", "cut-in-data", "cut-in-header", "huge-header",
      "flipped-in-header", "flipped-in-data", "flipped-to-nan", "foreign", "newer", "other-format",
    ]
    let transcript = try Golden.transcript(
      unroll,
      names.map { ["inspect", $0] } + [["sample", "missing"], ["sample", "cut-in-data"]]
        + [["evaluate", "missing", "words.txt"], ["evaluate", "foreign", "words.txt"]])
    #expect(!transcript.contains("\n[0]\n"))
    try Golden.expect(transcript, equals: "model-files.txt")
  }

  @Test func `Every place where a file can be cut gives a message and no model`() throws {
    let unroll = try Trained.folder()
    let whole = try unroll.bytes("words-model/model.safetensors")
    for length in stride(from: 0, to: whole.count, by: whole.count / 12) {
      try unroll.write(Array(whole[..<length]), to: "cut")
      let outcome = try unroll("sample", "cut")
      #expect(outcome.code == 65 && outcome.output.isEmpty, "cut after \(length) bytes")
      #expect(outcome.error.hasPrefix("unroll: 'cut' is not a sound safetensors file: "))
    }
  }

  @Test func `Characters that a model has never seen are named`() throws {
    let unroll = try Trained.folder()
    try unroll.write("anna\nzoë\n", to: "others.txt")
    try Golden.expect(
      try Golden.transcript(
        unroll,
        [
          ["sample", "words-model", "--prefix", "zo"],
          ["sample", "words-model", "--prefix", "an\u{1B}[2J"],
          ["sample", "words-model", "--prefix", "an\u{202E}na"],
          ["evaluate", "words-model", "others.txt"],
        ]), equals: "unknown-characters.txt")
  }

  @Test func `A model can be named by its folder or by its file`() throws {
    let unroll = try Trained.folder()
    let byFolder = try unroll("inspect", "words-model")
    #expect(byFolder.code == 0)
    #expect(byFolder.output == (try unroll("inspect", "words-model/model.safetensors").output))
    #expect(byFolder.output == (try unroll("inspect", "words-model/").output))
  }

  @Test func `Inspecting shows sizes, alphabet, parameters and how the model was trained`() throws {
    let unroll = try Trained.folder()
    let shown = try unroll("inspect", "words-model")
    #expect(shown.code == 0)
    #expect(shown.error.isEmpty)
    try Golden.expect(withoutNumbers(shown.output), equals: "inspect.txt")
    let json = try JSONObject.one(of: unroll("inspect", "words-model", "--json").output)
    #expect(Set(json.keys).isSuperset(of: ["cell", "alphabet", "unit", "parameters", "training"]))
    #expect(json["cell"] as? String == "rnn")
  }

  @Test func `Inspecting shows every layer and choice of a larger network, in columns`() throws {
    let unroll = try Trained.folder(
      "--cell", "minlstm", "--layers", "10", "--embedding", "8", "--tie", "--residual",
      "--normalise", "--learn-initial-state", "--dropout", "0.2", "--input-dropout", "0.1",
      "--zoneout", "0.05", "--label-smoothing", "0.1")
    let shown = try unroll("inspect", "words-model")
    #expect(shown.code == 0)
    try Golden.expect(withoutNumbers(shown.output), equals: "inspect-family.txt")
    let json = try JSONObject.one(of: unroll("inspect", "words-model", "--json").output)
    #expect(json["cell"] as? String == "minlstm")
    let configuration = try #require(json["configuration"] as? [String: Any])
    #expect(configuration["layers"] as? Int == 10)
    #expect(configuration["tiesWeights"] as? Bool == true)
    #expect((configuration["dropout"] as? [String: Double])?["zoneout"] == 0.05)
  }

  @Test func `A network without an alphabet is shown, and refused where words are wanted`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\n", to: "words.txt")
    var configuration = NetworkConfiguration(
      input: .values(size: 2), cell: .gru, hiddenSize: 3, output: .values(size: 1),
      loss: .quantiles(levels: [0.1, 0.5]))
    configuration.isBidirectional = true
    try ModelFile.write(Network(configuration, seed: 1), to: unroll.path("network.safetensors"))
    let transcript = try Golden.transcript(
      unroll,
      [
        ["inspect", "network.safetensors"], ["sample", "network.safetensors"],
        ["evaluate", "network.safetensors", "words.txt"],
      ])
    try Golden.expect(withoutNumbers(transcript), equals: "network-file.txt")
    let json = try JSONObject.one(of: unroll("inspect", "network.safetensors", "--json").output)
    #expect(json["task"] as? String == "network")
    #expect(json["alphabet"] is NSNull && json["unit"] is NSNull && json["training"] is NSNull)
  }

  /// What is shown without norms and losses: their last digit may depend on the instruction set.
  private func withoutNumbers(_ text: String) -> String {
    text.replacing(#/norm +[0-9.]+/#, with: "norm N")
      .replacing(
        #/loss +training [0-9.]+, validation [0-9.]+/#, with: "loss        training L, validation L"
      )
  }

  private func foreign(_ header: String) -> [UInt8] {
    let text = Array(header.utf8)
    return [UInt8(text.count)] + [UInt8](repeating: 0, count: 7) + text + [0, 0, 0, 0]
  }

  /// The file with one text of its header in place of another of the same length.
  ///
  /// The texts lie in JSON inside JSON, so that quotation marks may be escaped.
  private func replacing(_ text: String, by other: String, in bytes: [UInt8]) -> [UInt8] {
    let latin = String(bytes.map { Character(Unicode.Scalar($0)) })
    #expect(latin.contains(text))
    return latin.replacing(text, with: other, maxReplacements: 1).unicodeScalars
      .map { UInt8($0.value) }
  }
}
