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
  /// - Throws: `cannotCreate` with the fault `folderInUse`.
  package init(_ path: String) throws(ModelFileError) {
    do throws(ModelFileError.FileFault) {
      folder = try OpenFile(path: path, flags: O_RDONLY | O_DIRECTORY)
      guard try folder.lock() else { throw .folderInUse }
    } catch {
      throw .cannotCreate(path: path, fault: error)
    }
  }
}
