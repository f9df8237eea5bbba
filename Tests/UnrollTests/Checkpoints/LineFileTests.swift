import Foundation
import Testing

@testable import Unroll

@Suite("Files of lines")
struct LineFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/lines" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func content() throws -> [UInt8] { try FileReader.read(path, maximumSize: 100) }

  @Test("Lines come after those that are kept: the given ones, or all that there are")
  func adds() throws {
    let first = try LineFile(path, keeping: [1, 2])
    try first.add([3])
    try first.add([])
    try first.add([4, 5])
    try first.synchronize()
    #expect(try content() == [1, 2, 3, 4, 5])
    try LineFile(path, keeping: nil).add([6])
    #expect(try content() == [1, 2, 3, 4, 5, 6])
    try LineFile(path, keeping: [7]).add([8])
    #expect(try content() == [7, 8])
    #expect(try folder.names() == ["lines"])
  }

  @Test("A file that is not there is not made where its content is to be kept")
  func refusesMissing() {
    #expect(throws: ModelFileError.cannotCreate(path: path, fault: .system(code: ENOENT))) {
      _ = try LineFile(path, keeping: nil)
    }
  }

  @Test("A folder is refused")
  func refusesFolder() {
    let path = folder.path
    #expect(throws: ModelFileError.cannotCreate(path: path, fault: .isFolder)) {
      _ = try LineFile(path, keeping: [])
    }
  }

  #if os(Linux)
    @Test("A full disk is named as the cause, with the file")
    func tellsFullDisk() throws {
      let full = try LineFile("/dev/full", keeping: nil)
      #expect(throws: ModelFileError.writeFailed(path: "/dev/full", fault: .system(code: ENOSPC))) {
        try full.add([1])
      }
    }
  #endif
}
