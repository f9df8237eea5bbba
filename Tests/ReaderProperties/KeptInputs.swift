import Foundation

extension Reader {
  /// The inputs that are kept of a reader: `corpus-` reach what the fuzzer has reached, `found-` have failed once.
  package var keptInputs: [(name: String, bytes: [UInt8])] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fuzzing").appending(path: rawValue)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
      return (name, Array(data))
    }
  }
}
