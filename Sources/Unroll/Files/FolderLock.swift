#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps a folder for one process, until it ends in whatever way or lets go of this.
package final class FolderLock: Sendable {
  private let folder: OpenFile

  /// Takes the folder, if no other process has it. File systems that know no locks give it to everyone.
  ///
  /// What processes that were killed were writing there, temporary files of ``AtomicFile``, is removed: each may be
  /// as large as a checkpoint, and nobody else would.
  ///
  /// - Throws: `cannotCreate` with the fault `folderInUse`.
  package init(_ path: String) throws(ModelFileError) {
    let lock: OpenFile.Lock
    do throws(ModelFileError.FileFault) {
      folder = try OpenFile(path: path, flags: O_RDONLY | O_DIRECTORY)
      lock = try folder.lock()
      guard lock != .anotherProcess else { throw .folderInUse }
    } catch {
      throw .cannotCreate(path: path, fault: error)
    }
    guard lock == .ours else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where AtomicFile.isTemporary(name) {
      RunFolder.remove(RunFolder.file(name, in: path))
    }
  }
}
