import Foundation
import Testing

@testable import Unroll

@Suite("Locks of folders")
struct FolderLockTests {
  private let folder: TemporaryFolder
  private static let left = [
    ".model.safetensors.4711.0.tmp", ".last.safetensors.1.12.tmp", ".a.1.2.3.tmp",
  ]
  private static let others = [
    ".1.2.tmp", ".tmp", ".model.safetensors.4711.tmp", ".model.safetensors.4711.0.tmp2",
    ".model.safetensors.47a.0.tmp", ".model.safetensors.٣.0.tmp", ".model.safetensors..0.tmp",
    "a.1.2.tmp",
    "model.safetensors",
  ]

  init() throws {
    folder = try TemporaryFolder()
    for name in Self.left + Self.others {
      try Data([1]).write(to: URL(fileURLWithPath: folder.path + "/" + name))
    }
  }

  @Test("Whoever takes a folder removes what killed processes were writing there, and nothing else")
  func removesLeftovers() throws {
    let lock = try FolderLock(folder.path)
    #expect(try Set(folder.names()) == Set(Self.others))
    withExtendedLifetime(lock) {}
  }

  @Test("A folder that another one has is refused, and what is written there stays")
  func refuses() throws {
    let lock = try FolderLock(folder.path)
    let writing = folder.path + "/" + Self.left[0]
    try Data([1]).write(to: URL(fileURLWithPath: writing))
    #expect(throws: ModelFileError.cannotCreate(path: folder.path, fault: .folderInUse)) {
      _ = try FolderLock(folder.path)
    }
    #expect(FileManager.default.fileExists(atPath: writing))
    withExtendedLifetime(lock) {}
  }

  @Test("A lock ends with the one who has it")
  func ends() throws {
    do { _ = try FolderLock(folder.path) }
    _ = try FolderLock(folder.path)
  }

  @Test(
    "The temporary name of a file is known for one",
    arguments: ["model.safetensors", "a", ".hidden", "é.1"])
  func knowsItsOwn(name: String) throws {
    var names: [String] = []
    try AtomicFile.replace(folder.path + "/" + name) { (file) throws(ModelFileError.FileFault) in
      names = ((try? folder.names()) ?? []).filter { !(Self.left + Self.others).contains($0) }
    }
    #expect(names.count == 1)
    #expect(names.allSatisfy(AtomicFile.isTemporary))
  }
}
