#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads data files in full, but never more than a limit: regular files, pipes and devices.
package enum FileBytes {
  /// Returns the bytes of the file at `path`.
  ///
  /// - Parameter limit: The most bytes to accept. A regular file is refused by its size before
  ///   anything is read.
  /// - Throws: `DataError.unreadable`, or `DataError.tooLarge`. An empty file is not an error.
  package static func read(path: String, limit: Int) throws(DataError) -> [UInt8] {
    try read(source: path, limit: limit) { () throws(OpenFile.FileFault) in
      guard path.canBePath else { throw .notAPath }
      return try OpenFile(path: path, flags: O_RDONLY)
    }
  }

  /// Returns the bytes that an open file descriptor, such as 0 for standard input, still has.
  ///
  /// - Parameter source: The name for messages.
  /// - Throws: As `read(path:limit:)`.
  package static func read(
    descriptor: Int32, source: String, limit: Int
  ) throws(DataError) -> [UInt8] {
    try read(source: source, limit: limit) { () throws(OpenFile.FileFault) in
      try OpenFile(duplicating: descriptor)
    }
  }

  private static func read(
    source: String, limit: Int, open: () throws(OpenFile.FileFault) -> OpenFile
  ) throws(DataError) -> [UInt8] {
    var size: Int?
    do throws(OpenFile.FileFault) {
      let file = try open()
      let status = try file.status()
      size = status.kind == .file ? status.size : nil
      if let size, size > limit { throw .tooLarge(limit: limit) }
      // A size that a file reports may be wrong (/proc, a file that grows), so reading decides.
      if let bytes = try file.readAll(expected: size ?? 0, limit: limit) { return bytes }
      size = nil
      throw .tooLarge(limit: limit)
    } catch {
      throw dataError(error, source: source, size: size)
    }
  }

  /// What reading's failure is called among the faults of data.
  static func dataError(
    _ fault: OpenFile.FileFault, source: String, size: Int?
  ) -> DataError {
    switch fault {
    case .system(ENOENT), .system(ENOTDIR), .notAPath: .unreadable(source: source, .missing)
    case .system(EACCES), .system(EPERM): .unreadable(source: source, .notPermitted)
    case .system(EISDIR), .isFolder: .unreadable(source: source, .isFolder)
    case .system(let code): .unreadable(source: source, .system(code: code))
    case .notAFile, .fileInTheWay, .folderInUse: .unreadable(source: source, .missing)
    case .tooLarge(let limit): .tooLarge(source: source, size: size, limit: limit)
    }
  }
}
