import Foundation
import Testing

@testable import Unroll

@Suite struct FileBytesTests {
  /// Runs `body` with the path of a fresh folder, which is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "unroll-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func `A file is read in full, whatever its size to the chunk`() throws {
    try withFolder { folder in
      for count in [0, 1, 1 << 20, (1 << 20) + 1] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let path = folder + "/bytes"
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try FileBytes.read(path: path, limit: count) == bytes)
        guard count > 0 else { continue }
        #expect(throws: DataError.tooLarge(source: path, size: count, limit: count - 1)) {
          try FileBytes.read(path: path, limit: count - 1)
        }
      }
    }
  }

  @Test func `A word list comes from a file`() throws {
    try withFolder { folder in
      let path = folder + "/Jürgen's names.txt"
      try Data("anna\nbo\n\nbo".utf8).write(to: URL(filePath: path))
      let list = try WordList(contentsOf: path)
      #expect(list.words == ["anna", "bo"])
      #expect(list.blankLines == 1)
      #expect(list.droppedRepeats == 1)
      #expect(list.source == path)
      #expect(try WordList(contentsOf: path, repeats: .keep).words.count == 3)
    }
  }

  @Test func `What is missing or a folder is unreadable, what is wrong inside is not`() throws {
    try withFolder { folder in
      let file = folder + "/empty"
      try Data().write(to: URL(filePath: file))
      let cases: [(path: String, error: DataError, isUnreadable: Bool)] = [
        (folder + "/none", .unreadable(source: folder + "/none", .missing), true),
        (file + "/none", .unreadable(source: file + "/none", .missing), true),
        ("", .unreadable(source: "", .missing), true),
        (folder, .unreadable(source: folder, .isFolder), true),
        (file, .noWords(source: file, blankLines: 0), false),
      ]
      for (path, error, isUnreadable) in cases {
        #expect(throws: error) { try WordList(contentsOf: path) }
        #expect(error.isUnreadable == isUnreadable)
      }
    }
  }

  @Test func `A file without permission is unreadable`() throws {
    try withFolder { folder in
      let path = folder + "/locked"
      try Data("anna".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      // The superuser may read everything.
      guard !FileManager.default.isReadableFile(atPath: path) else { return }
      #expect(throws: DataError.unreadable(source: path, .notPermitted)) {
        try WordList(contentsOf: path)
      }
    }
  }

  @Test func `A device that never ends is refused at the limit`() {
    #expect(throws: DataError.tooLarge(source: "/dev/zero", size: nil, limit: 3 << 20)) {
      try FileBytes.read(path: "/dev/zero", limit: 3 << 20)
    }
    #expect(throws: DataError.noWords(source: "/dev/null", blankLines: 0)) {
      try WordList(contentsOf: "/dev/null")
    }
  }

  @Test func `A pipe is read to its end, and refused above the limit`() throws {
    func read(limit: Int) throws -> [UInt8] {
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: Data("anna\nbo".utf8))
      try pipe.fileHandleForWriting.close()
      let descriptor = pipe.fileHandleForReading.fileDescriptor
      return try FileBytes.read(descriptor: descriptor, source: "pipe", limit: limit)
    }
    #expect(try read(limit: 7) == Array("anna\nbo".utf8))
    #expect(throws: DataError.tooLarge(source: "pipe", size: nil, limit: 6)) {
      try read(limit: 6)
    }
  }

  @Test func `A closed descriptor is an error of the system`() {
    #expect(throws: DataError.unreadable(source: "none", .system(code: EBADF))) {
      try FileBytes.read(descriptor: -1, source: "none", limit: 1)
    }
  }
}
