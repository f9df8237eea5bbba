import ReaderProperties
import Testing

@Suite("Inputs of the fuzzer")
struct KeptInputTests {
  @Test("Every kept input keeps every property", arguments: Reader.allCases)
  func kept(reader: Reader) {
    let inputs = reader.keptInputs
    #expect(inputs.contains { $0.name.hasPrefix("corpus-") }, "no corpus of \(reader)")
    for input in inputs {
      do {
        try reader.check(input.bytes)
      } catch {
        Issue.record("\(reader), \(input.name): \(error)")
      }
    }
  }

  @Test("Inputs to begin from are sound, cut short or not", arguments: Reader.allCases)
  func seeds(reader: Reader) throws {
    #expect(!reader.seeds.isEmpty && !reader.seeds.contains([]))
    for seed in reader.seeds {
      for count in stride(from: 0, through: seed.count, by: max(1, seed.count / 40)) {
        try reader.check(Array(seed.prefix(count)))
      }
      try reader.check(seed)
    }
  }
}
