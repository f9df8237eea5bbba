import Foundation
import Testing

@testable import Unroll

@Suite("Atomic files")
struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var target: String { folder.path + "/model.safetensors" }

  @Test(
    "What is written is read back, and nothing else stays behind", arguments: [0, 1, 3_000_000])
  func writesAndReads(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(bytes, to: target)
    #expect(try FileReader.read(target, maximumSize: count) == bytes)
    #expect(try folder.names() == ["model.safetensors"])
  }

  @Test("An older file is replaced, longer or shorter, and passes its permissions on")
  func replaces() throws {
    try AtomicFile.write([1, 2, 3], to: target)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
    try AtomicFile.write([4], to: target)
    #expect(try FileReader.read(target, maximumSize: 10) == [4])
    let attributes = try FileManager.default.attributesOfItem(atPath: target)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try folder.names() == ["model.safetensors"])
  }

  @Test("A full disk leaves the old file whole, removes the temporary one, and says so")
  func survivesFullDisk() throws {
    try AtomicFile.write([1, 2, 3], to: target)
    let error = #expect(throws: ModelFileError.self) {
      try AtomicFile.replace(target) { (file) throws(ModelFileError.FileFault) in
        try file.writeAll([9])
        throw .system(code: ENOSPC)
      }
    }
    #expect(error?.kind == .writeFailed)
    #expect(
      error?.description == "Writing '\(target)' failed: No space left on device."
        + " Free some space, or choose a place on another disk.")
    #expect(try FileReader.read(target, maximumSize: 10) == [1, 2, 3])
    #expect(try folder.names() == ["model.safetensors"])
  }

  #if os(Linux)
    @Test("A device that takes no bytes reports a full disk")
    func writesToFullDevice() throws {
      #expect(throws: ModelFileError.FileFault.system(code: ENOSPC)) {
        try OpenFile(path: "/dev/full", flags: O_WRONLY).writeAll([1, 2, 3])
      }
    }
  #endif

  @Test("A folder that is missing is named as the cause")
  func refusesMissingFolder() throws {
    let path = folder.path + "/none/model.safetensors"
    let error = #expect(throws: ModelFileError.self) { try AtomicFile.write([1], to: path) }
    #expect(error?.kind == .cannotCreate)
    #expect(
      error?.description == "Cannot create '\(path)': No such file or directory."
        + " Create its folder first, or choose another place.")
  }

  @Test("A path through a file is refused")
  func refusesPathThroughFile() throws {
    try AtomicFile.write([1], to: target)
    let path = target + "/x"
    let error = #expect(throws: ModelFileError.self) { try AtomicFile.write([1], to: path) }
    #expect(
      error?.description == "Cannot create '\(path)': Not a directory."
        + " A part of the path is a file: check the path.")
  }

  @Test("A folder, with or without a slash at its end, is never replaced")
  func refusesFolder() throws {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
    for path in [target, target + "/", folder.path + "/new/"] {
      let error = #expect(throws: ModelFileError.self) { try AtomicFile.write([1], to: path) }
      #expect(
        error?.description == "Cannot create '\(path)': it is a folder."
          + " Give the name of a file in it.")
    }
    #expect(try folder.names() == ["model.safetensors"])
  }

  @Test("A device is never replaced")
  func refusesDevice() throws {
    let error = #expect(throws: ModelFileError.self) { try AtomicFile.write([1], to: "/dev/null") }
    #expect(error == .cannotCreate(path: "/dev/null", fault: .notAFile))
    #expect(
      error?.description == "Cannot create '/dev/null': it is not a file."
        + " Give the name of an ordinary file.")
  }

  @Test("What can be no path is refused", arguments: ["", "a\0b"])
  func refusesNoPath(path: String) throws {
    #expect(throws: ModelFileError.cannotCreate(path: path, fault: .notAPath)) {
      try AtomicFile.write([1], to: path)
    }
  }

  @Test("A name of the greatest length is written, a longer one refused")
  func limitsNames() throws {
    let longest = folder.path + "/" + String(repeating: "é", count: 127)
    try AtomicFile.write([1], to: longest)
    #expect(try FileReader.read(longest, maximumSize: 1) == [1])
    let tooLong = longest + "éé"
    let error = #expect(throws: ModelFileError.self) { try AtomicFile.write([1], to: tooLong) }
    #expect(error?.description.hasSuffix(": File name too long. Choose a shorter name.") == true)
    #expect(try folder.names().count == 1)
  }

  @Test("A temporary file that a crash has left does no harm")
  func passesOverLeftovers() throws {
    let leftover = folder.path + "/.model.safetensors.\(getpid()).0.tmp"
    #expect(FileManager.default.createFile(atPath: leftover, contents: Data([7])))
    try AtomicFile.write([1], to: target)
    #expect(try FileReader.read(target, maximumSize: 1) == [1])
    #expect(try FileReader.read(leftover, maximumSize: 1) == [7])
  }

  @Test("Writers at the same time leave one of their contents, whole")
  func writesConcurrently() async throws {
    let target = target
    try await withThrowingTaskGroup { group in
      for writer in 0..<8 {
        group.addTask {
          try AtomicFile.write([UInt8](repeating: UInt8(writer), count: 10_000), to: target)
        }
      }
      try await group.waitForAll()
    }
    let bytes = try FileReader.read(target, maximumSize: 10_000)
    #expect(bytes.count == 10_000)
    #expect(Set(bytes).count == 1)
    #expect(try folder.names() == ["model.safetensors"])
  }
}
