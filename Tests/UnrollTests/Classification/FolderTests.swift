import Foundation
import Testing

@testable import Unroll

@Suite struct FolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.path).appending(path: name))
  }

  private var fault: ClassificationError? {
    do throws(ClassificationError) {
      _ = try LabelledSequences(contentsOf: folder.path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `A folder has a file for each class`() throws {
    try write("one\n\n two \r\n", "b.c.txt")
    try write("three", "a")
    try write("hidden", ".ignored")
    let data = try LabelledSequences(contentsOf: folder.path)
    #expect(data.content == .texts(["three", "one", "two"]))
    #expect(data.labels == ["a", "b.c", "b.c"])
    #expect(data.places.map(\.line) == [1, 1, 3] && data.blankLines == 1)
  }

  @Test func `What is no class is refused`() throws {
    #expect(fault == .emptyFolder(source: folder.path))
    try write("\n", "a.txt")
    #expect(fault == .noSequences(source: folder.path))
    try write("x", "a.csv")
    guard case .badClassFile? = fault else {
      Issue.record("two files of a class")
      return
    }
    try FileManager.default.removeItem(atPath: folder.path + "/a.csv")
    try write("tab\there", "b.txt")
    guard case .data(.controlCharacter)? = fault else {
      Issue.record("a tab in a line")
      return
    }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/b2", withIntermediateDirectories: false)
    try FileManager.default.removeItem(atPath: folder.path + "/b.txt")
    guard case .badClassFile? = fault else {
      Issue.record("a folder in a folder")
      return
    }
  }
}
