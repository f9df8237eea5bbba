#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Saves files so that at every moment, whatever fails, the path holds either the old content or
/// the new one, whole.
package enum AtomicFile {
  typealias FileFault = ModelFileError.FileFault

  /// Writes a file, or replaces one.
  ///
  /// The bytes go to a temporary file in the same folder, `.NAME.PROCESS.NUMBER.tmp`, which takes
  /// the target's place when they are safely on the disk. Should anything fail before, the
  /// temporary file is removed. A replaced file passes its permissions on; a symbolic link is
  /// replaced, not followed. A folder, device or pipe is never replaced.
  ///
  /// - Throws: `cannotCreate` if the file cannot stand there; `writeFailed` if the disk is full or
  ///   failing. After the latter the new file may be in place already, if it was only the folder
  ///   that could not be brought to the disk.
  ///
  /// - Parameter oldPath: where a file that is replaced goes, in the same folder; nil for nowhere. It is moved
  ///   there when the new one is on the disk: for a moment there is none at `path`.
  package static func write(
    _ bytes: [UInt8], to path: String, keepingOldAs oldPath: String? = nil
  ) throws(ModelFileError) {
    try replace(path, keepingOldAs: oldPath) { (file) throws(FileFault) in
      try file.writeAll(bytes)
    }
  }

  /// Gives a file another name in the same folder; nothing happens if there is none.
  static func move(_ path: String, to newPath: String) throws(ModelFileError) {
    do throws(FileFault) {
      guard try FileStatus.of(path) != nil else { return }
      try OpenFile.rename(path, to: newPath)
      try OpenFile.synchronizeFolder(Target(newPath).folder)
    } catch {
      throw .saving(path, fault: error)
    }
  }

  /// Replaces a file by what `fill` writes.
  static func replace(
    _ path: String, keepingOldAs oldPath: String? = nil,
    fill: (borrowing OpenFile) throws(FileFault) -> Void
  ) throws(ModelFileError) {
    do throws(FileFault) {
      let target = try Target(path)
      let temporary = try target.createTemporary(fill: fill)
      do throws(FileFault) {
        if let oldPath, target.isTaken { try OpenFile.rename(path, to: oldPath) }
        try OpenFile.rename(temporary, to: path)
      } catch {
        _ = unlink(temporary)
        throw error
      }
      try OpenFile.synchronizeFolder(target.folder)
    } catch {
      throw .saving(path, fault: error)
    }
  }
}

extension ModelFileError {
  /// The error of a file or folder that could not be saved: a disk that is full or failing may do
  /// better later, anything else is the wrong place.
  static func saving(_ path: String, fault: FileFault) -> ModelFileError {
    fault.concernsDisk
      ? .writeFailed(path: path, fault: fault) : .cannotCreate(path: path, fault: fault)
  }
}

/// Where a file is to stand.
private struct Target {
  typealias FileFault = ModelFileError.FileFault

  /// Temporary names that are tried: more than other threads and past crashes can have left.
  private static let maximumAttempts = 10_000

  let folder: String
  private let name: String
  private let oldPermissions: mode_t?
  /// Whether there is a file already.
  var isTaken: Bool { oldPermissions != nil }

  /// Checks what can be known before anything is written.
  init(_ path: String) throws(FileFault) {
    guard path.canBePath else { throw .notAPath }
    (folder, name) = path.folderAndName
    let old = try FileStatus.of(path)
    guard !name.isEmpty, old?.kind != .folder else { throw .isFolder }
    guard old == nil || old?.kind == .file else { throw .notAFile }
    oldPermissions = old?.permissions
  }

  /// Creates a temporary file, fills it, brings it to the disk, and returns its path. If any of
  /// this fails, no file is left.
  func createTemporary(
    fill: (borrowing OpenFile) throws(FileFault) -> Void
  ) throws(FileFault) -> String {
    for attempt in 0..<Self.maximumAttempts {
      let temporary = temporaryPath(attempt: attempt)
      let file: OpenFile
      do throws(FileFault) {
        // O_EXCL makes the name ours alone, without a counter shared by all threads.
        file = try OpenFile(path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0o666)
      } catch .system(EEXIST) {
        continue
      }
      try complete(file, at: temporary, fill: fill)
      return temporary
    }
    throw .system(code: EEXIST)
  }

  private func complete(
    _ file: consuming OpenFile, at temporary: String,
    fill: (borrowing OpenFile) throws(FileFault) -> Void
  ) throws(FileFault) {
    do throws(FileFault) {
      if let oldPermissions { try file.setPermissions(oldPermissions) }
      try fill(file)
      try file.synchronize()
      try file.finish()
    } catch {
      _ = unlink(temporary)
      throw error
    }
  }

  /// The start of the name is enough to recognise it, and keeps a long one within the system's
  /// limit of 255 bytes.
  private func temporaryPath(attempt: Int) -> String {
    let start = String(decoding: name.utf8.prefix(100), as: UTF8.self)
    return "\(folder)/.\(start).\(getpid()).\(attempt).tmp"
  }
}

extension AtomicFile {
  /// Whether a file has a name that only temporary files have.
  static func isTemporary(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 5, parts[0].isEmpty, parts.last == "tmp" else { return false }
    return parts.dropLast().suffix(2).allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }
}
