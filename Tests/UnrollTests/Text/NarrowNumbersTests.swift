import Testing

@testable import Unroll

@Suite("Numbers in one, two or four bytes")
struct NarrowNumbersTests {
  /// Numbers around the borders of widths, in the order in which they come.
  private static let lists: [[UInt32]] = [
    [], [0], [255, 0, 255], [1, 256, 2], [255, 65_535, 256, 7], [3, 65_536, 4],
    [0, 300, 70_000, 1], [.max, 0],
  ]

  private func list(_ numbers: [UInt32]) -> NarrowNumbers {
    var list = NarrowNumbers()
    for number in numbers { list.append(number) }
    return list
  }

  @Test("A list holds what was appended, in the width of the largest", arguments: lists)
  func numbers(_ numbers: [UInt32]) {
    let list = list(numbers)
    #expect(list.count == numbers.count)
    #expect(numbers.indices.map { list[$0] } == numbers)
    let largest = numbers.max() ?? 0
    #expect(list.width == (largest < 256 ? 1 : largest < 65_536 ? 2 : 4))
    #expect(list.size == list.width * numbers.count)
  }

  @Test("Symbols take the places of numbers, whatever the widths of both")
  func symbols() {
    for numbers in [[0, 2, 1, 2], [0, 299, 299, 1], [70_000, 3, 0]] as [[UInt32]] {
      for areBytes in [true, false] {
        let largest = areBytes ? 255 : 65_535
        let symbols = (0...70_000).map { Int32(($0 * 7 + 5) % (largest + 1)) }
        let mapped = list(numbers).mapped(to: symbols, areBytes: areBytes)
        let found = areBytes ? mapped.bytes.map(Int32.init) : mapped.pairs.map(Int32.init)
        #expect(found == numbers.map { symbols[Int($0)] })
        #expect(areBytes ? mapped.pairs.isEmpty : mapped.bytes.isEmpty)
      }
    }
  }

  @Test("Texts of more than 255 and more than 65,535 different symbols are read right")
  func manySymbols() throws {
    for count in [254, 255, 256, 257, 300] {
      let scalars = (0..<count).map { Unicode.Scalar(UInt32(0x4E00 + $0))! }
      var text = String.UnicodeScalarView(scalars.reversed())
      text.append(contentsOf: scalars)
      var collector = TextCollector(unit: .scalar)
      try collector.add(String(text))
      let read = try collector.finish()
      let expected = (1...count).reversed().map(Int32.init) + (1...count).map(Int32.init)
      #expect((1...2 * count).map { read.stream[$0] } == expected, "\(count) symbols")
      #expect(read.stream.count == 2 * count + 2 && read.stream[0] == 0)
      #expect(read.stream.size == read.stream.count * (count < 256 ? 1 : 2))
    }
    var vocabulary = TextCollector.Vocabulary.usual(for: .word)
    vocabulary.minimumCount = 2
    var collector = TextCollector(unit: .word)
    try collector.add((0..<70_000).map { "w\($0)" }.joined(separator: " ") + " w69999")
    let read = try collector.finish(vocabulary)
    #expect(read.alphabet.symbols == ["", " w69999", "\u{FFFD}"])
    #expect(read.rare == 69_999 && read.stream[70_000] == 1 && read.stream[70_001] == 1)
  }

  @Test("A text that takes more than the memory limit is refused")
  func memoryLimit() throws {
    let tooLarge = DataError.tooLarge(source: "long", size: nil, limit: 100)
    var collector = TextCollector(unit: .character)
    collector.memoryLimit = 100
    try collector.add(String(repeating: "a", count: 99), source: "short")
    #expect(throws: tooLarge) {
      for _ in 0..<3 { try collector.add("aé", source: "long") }
    }
    var encoder = TextEncoder(try Alphabet(symbols: ["", "a"], unit: .character))
    encoder.memoryLimit = 100
    #expect(throws: tooLarge) {
      for _ in 0..<30 { try encoder.add("aaaa", source: "long") }
    }
  }
}
