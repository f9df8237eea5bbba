import Testing

@testable import Unroll

@Suite struct SplitAndScalingTests {
  private static func texts(_ classes: [(String, [String])]) -> LabelledSequences {
    let pairs = classes.flatMap { name, texts in texts.map { (name, $0) } }
    return LabelledSequences(
      .texts(pairs.map(\.1)), labels: pairs.map(\.0),
      places: pairs.indices.map { DataPlace(source: "data", line: $0 + 1) }, source: "data")
  }

  private static func split(
    _ data: LabelledSequences, _ share: Double, seed: UInt64 = 1
  ) -> StratifiedSplit {
    var stream = RandomStream(seed: seed, purpose: .split)
    return StratifiedSplit(data, heldOutShare: share, using: &stream)
  }

  @Test func `Each class gives its share, and keeps at least one`() {
    let data = Self.texts([
      ("many", (0..<100).map { "m\($0)" }), ("few", (0..<7).map { "f\($0)" }),
      ("two", ["t0", "t1"]), ("one", ["o"]),
    ])
    let split = Self.split(data, 0.2)
    #expect((split.training + split.heldOut).sorted() == Array(0..<data.count))
    func count(_ name: String) -> Int { split.heldOut.count { data.labels?[$0] == name } }
    #expect(["many", "few", "two", "one"].map(count) == [20, 1, 1, 0])
    #expect(Self.split(data, 0.2) == split)
    #expect(Self.split(data, 0.2, seed: 2) != split)
    #expect(Self.split(data, 0).heldOut.isEmpty)
    let part = data.subset(split.heldOut)
    #expect(part.labels?.count == 22 && part.places.map(\.line) == split.heldOut.map { $0 + 1 })
  }

  @Test func `Equal texts stay together, whatever their classes`() {
    let same = (0..<40).map { "s\($0 % 8)" }
    let data = Self.texts([("a", same), ("b", same)])
    for seed in 0..<10 as Range<UInt64> {
      let split = Self.split(data, 0.3, seed: seed)
      guard case .texts(let texts) = data.content else { continue }
      let held = Set(split.heldOut.map { texts[$0] })
      #expect(!held.isEmpty && split.training.allSatisfy { !held.contains(texts[$0]) })
    }
  }

  @Test func `Numbers get mean 0 and variance 1, by their own dimension`() {
    let values: [Float] = [1, 10, 5, 3, 30, 5, 5, 20, 5]
    let scaling = NumberScaling(measuring: values, size: 3)
    #expect(scaling.means == [3, 20, 5])
    let deviation = (8.0 / 3).squareRoot()
    #expect(abs(scaling.deviations[0] - deviation) < 1e-12 && scaling.deviations[2] == 1)
    let scaled = scaling.scale(values)
    #expect(abs(Double(scaled[0]) + 2 / deviation) < 1e-6 && scaled[2] == 0)
    #expect(scaling.scale([3.4e38, -3.4e38, 0]) == [1000, -1000, -5])
  }

  @Test func `A subset of numbers takes whole sequences`() throws {
    let data = try ReadingTests.read("@data\n1,2:3,4:a\n5:6:b\n7,8:9,10:a\n")
    let part = data.subset([2, 1])
    #expect(part.content == .numbers([7, 9, 8, 10, 5, 6], lengths: [2, 1], size: 2))
    #expect(part.labels == ["a", "b"])
  }
}
