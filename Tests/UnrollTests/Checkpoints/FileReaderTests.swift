import Foundation
import Testing

@testable import Unroll

@Suite("Reading files")
struct FileReaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("A missing file is named, with advice")
  func refusesMissing() {
    let path = folder.path + "/none"
    let error = #expect(throws: ModelFileError.self) {
      try FileReader.read(path, maximumSize: 1)
    }
    #expect(error?.kind == .unreadable)
    #expect(
      error?.description == "Cannot read '\(path)': No such file or directory. Check the path.")
  }

  @Test("A folder is refused")
  func refusesFolder() {
    #expect(throws: ModelFileError.cannotRead(path: folder.path, fault: .isFolder)) {
      try FileReader.read(folder.path, maximumSize: 1)
    }
  }

  @Test("An endless device is refused at once", arguments: ["/dev/zero", "/dev/null"])
  func refusesDevice(path: String) {
    #expect(throws: ModelFileError.cannotRead(path: path, fault: .notAFile)) {
      try FileReader.read(path, maximumSize: 1 << 40)
    }
  }

  @Test("What can be no path is refused", arguments: ["", "/etc/passwd\0"])
  func refusesNoPath(path: String) {
    #expect(throws: ModelFileError.cannotRead(path: path, fault: .notAPath)) {
      try FileReader.read(path, maximumSize: 1)
    }
  }

  @Test("A file at the limit is read, one above it refused")
  func keepsLimit() throws {
    let path = folder.path + "/file"
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(try FileReader.read(path, maximumSize: 3) == [1, 2, 3])
    let error = #expect(throws: ModelFileError.self) {
      try FileReader.read(path, maximumSize: 2)
    }
    #expect(
      error?.description == "Cannot read '\(path)': it has more than 2 bytes."
        + " Check that the path names the file that you mean.")
  }

  @Test("The beginning of a file is as much as is asked for and there")
  func readsBeginning() throws {
    let path = folder.path + "/file"
    try AtomicFile.write([1, 2, 3], to: path)
    for count in 0...4 {
      #expect(FileReader.beginning(of: path, count: count) == Array([1, 2, 3].prefix(count)))
    }
    try AtomicFile.write([], to: path)
    #expect(FileReader.beginning(of: path, count: 1) == [])
  }

  @Test("What is no file has no beginning, and a pipe is not waited for")
  func refusesBeginnings() {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, folder.path, folder.path + "/none", "/dev/zero", "", "a\0b"] {
      #expect(FileReader.beginning(of: path, count: 1) == nil, "\(path)")
    }
  }

  @Test("A sparse file of a terabyte is refused before memory is taken for it")
  func refusesSparse() throws {
    let path = folder.path + "/sparse"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 1 << 40) == 0)
    #expect(throws: ModelFileError.cannotRead(path: path, fault: .tooLarge(limit: 1 << 20))) {
      try FileReader.read(path, maximumSize: 1 << 20)
    }
  }

  @Test("A pipe without a writer is not waited for")
  func readsIdlePipe() throws {
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try FileReader.read(path, maximumSize: 10) == [])
  }

  @Test("A pipe is read to its end, and no further than the limit")
  func readsPipe() throws {
    for (limit, expected) in [(6, [1, 2, 3, 4, 5, 6] as [UInt8]?), (5, nil)] {
      let path = folder.path + "/pipe\(limit)"
      #expect(mkfifo(path, 0o600) == 0)
      // Open to reading and writing: opening does not wait, and the bytes wait for the reader.
      let holder = open(path, O_RDWR)
      #expect(write(holder, [1, 2, 3, 4, 5, 6] as [UInt8], 6) == 6)
      let reader = Thread {
        _ = usleep(50_000); close(holder)
      }
      reader.start()
      let bytes = try? FileReader.read(path, maximumSize: limit)
      #expect(bytes == expected)
    }
  }
}
