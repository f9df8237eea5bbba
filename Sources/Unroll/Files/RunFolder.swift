#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of a run.
package enum RunFolder {
  /// The most bytes of a file of lines that a run that goes on reads: a million evaluations or results.
  package static let mostRecordBytes = 256 << 20

  /// Whether there is a folder at the path.
  package static func exists(_ path: String) -> Bool {
    guard path.canBePath, let status = try? FileStatus.of(path) else { return false }
    return status.kind == .folder
  }

  /// The path of a file in a folder.
  package static func file(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Removes a file, if there is one and the system lets it go.
  static func remove(_ path: String) { _ = unlink(path) }

  /// Creates a folder and those above it that are missing. A folder that exists is left as it is.
  ///
  /// - Throws: `cannotCreate`, naming the file if one is in the way; `writeFailed` on a full disk.
  package static func create(_ path: String) throws(ModelFileError) {
    do throws(ModelFileError.FileFault) {
      guard path.canBePath else { throw .notAPath }
      var end = path.startIndex
      while end != path.endIndex {
        let next = path.utf8.index(after: end)
        end = path.utf8[next...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        try createOne(String(path[..<end]))
      }
    } catch {
      throw .saving(path, fault: error)
    }
  }

  /// Creates a folder whose parent exists.
  private static func createOne(_ path: String) throws(ModelFileError.FileFault) {
    // Looked at first, for on some systems creating what exists fails for another reason.
    if let status = try FileStatus.of(path) {
      guard status.kind == .folder else { throw .fileInTheWay(path) }
      return
    }
    if try make(path) { return }
    // Another process was faster, or a symbolic link leads nowhere.
    guard try FileStatus.of(path)?.kind == .folder else { throw .fileInTheWay(path) }
  }

  /// Creates a folder whose parent exists.
  ///
  /// - Returns: false where there is something of that name already.
  /// - Throws: as ``create(_:)``.
  package static func createNew(_ path: String) throws(ModelFileError) -> Bool {
    do throws(ModelFileError.FileFault) {
      return try make(path)
    } catch {
      throw .saving(path, fault: error)
    }
  }

  /// Creates a folder, and returns when its name is on the disk: a file in it that is brought to the disk would be lost
  /// with the name. False where there is something of that name already.
  private static func make(_ path: String) throws(ModelFileError.FileFault) -> Bool {
    guard mkdir(path, 0o777) == 0 else {
      let code = errno
      if code == EEXIST { return false }
      throw .system(code: code)
    }
    try OpenFile.synchronizeFolder(path.folderAndName.folder)
    return true
  }
}
