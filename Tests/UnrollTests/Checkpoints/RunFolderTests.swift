import Foundation
import Testing

@testable import Unroll

@Suite("Run folders")
struct RunFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(
    "Missing folders are created, existing ones kept", arguments: ["a", "a/b/c", "a//b/", "é/./x"])
  func creates(path: String) throws {
    let path = folder.path + "/" + path
    try RunFolder.create(path)
    try RunFolder.create(path)
    try AtomicFile.write([1], to: path + "/file")
  }

  @Test("The root and the current folder exist already", arguments: ["/", ".", "./"])
  func keepsExisting(path: String) throws {
    try RunFolder.create(path)
  }

  @Test("A file in the way is named", arguments: ["", "/b", "/b/c"])
  func refusesFile(rest: String) throws {
    let file = folder.path + "/a"
    try AtomicFile.write([1], to: file)
    let error = #expect(throws: ModelFileError.self) { try RunFolder.create(file + rest) }
    #expect(error?.kind == .cannotCreate)
    #expect(
      error?.description == "Cannot create '\(file + rest)': '\(file)' is a file where a folder is"
        + " needed. Move that file away, or choose another place.")
  }

  @Test("A symbolic link that leads nowhere is in the way, one to a folder is not")
  func followsLinks() throws {
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
    #expect(throws: ModelFileError.cannotCreate(path: link, fault: .fileInTheWay(link))) {
      try RunFolder.create(link)
    }
    try RunFolder.create(folder.path + "/target")
    try RunFolder.create(link + "/inside")
    #expect(try folder.names() == ["link", "target"])
  }

  @Test("What can be no path is refused", arguments: ["", "a\0b"])
  func refusesNoPath(path: String) {
    #expect(throws: ModelFileError.cannotCreate(path: path, fault: .notAPath)) {
      try RunFolder.create(path)
    }
  }
}
