import Foundation
import Testing
import Unroll

@testable import UnrollCommand

@Suite struct ShippedNamesTests {
  @Test func `The names inside the command are the bytes of the data file beside it`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let file = root.appending(path: "Sources/UnrollCommand/Resources/names.txt")
    #expect(try Data(contentsOf: file) == Data(ShippedNames.bytes))
  }

  @Test func `The names are a clean word list`() throws {
    let list = try WordList(bytes: ShippedNames.bytes, source: "names", repeats: .keep)
    #expect(list.words.count == 5_163)
    #expect(list.blankLines == 0)
    #expect(Set(list.words).count == list.words.count)
    #expect(try Alphabet(words: list.words).count == 53)
  }
}
