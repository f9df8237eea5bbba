#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads whole files of bounded size.
package enum FileReader {
  /// The bytes of a file or pipe.
  ///
  /// - Parameters:
  ///   - path: A file, or a pipe such as a shell's `<(…)`. Folders and devices are refused.
  ///   - maximumSize: The most bytes that are accepted. A larger file is refused before it is
  ///     read, and an endless pipe when it has given that many.
  /// - Throws: `cannotRead`. A pipe that nobody writes to is not waited for: it reads as empty.
  package static func read(
    _ path: String, maximumSize: Int
  ) throws(ModelFileError) -> [UInt8] {
    do throws(ModelFileError.FileFault) {
      return try contents(of: path, maximumSize: maximumSize)
    } catch {
      throw .cannotRead(path: path, fault: error)
    }
  }

  /// The first bytes of a file, fewer than a megabyte; nil where it cannot be read, and of pipes and devices, which
  /// would not give them a second time.
  package static func beginning(of path: String, count: Int) -> [UInt8]? {
    // In two steps, for opening a pipe could wait for its writer, and would take away its reader again.
    guard path.canBePath, let status = try? FileStatus.of(path), status.kind == .file,
      let file = try? OpenFile(path: path, flags: O_RDONLY), let bytes = try? file.readNext() ?? []
    else { return nil }
    return Array(bytes.prefix(count))
  }

  private static func contents(
    of path: String, maximumSize: Int
  ) throws(ModelFileError.FileFault) -> [UInt8] {
    guard path.canBePath else { throw .notAPath }
    // Without O_NONBLOCK, opening a pipe would wait for a writer, perhaps for ever.
    let file = try OpenFile(path: path, flags: O_RDONLY | O_NONBLOCK)
    let status = try file.status()
    switch status.kind {
    case .file: break
    case .pipe: try file.waitForData()
    case .folder: throw .isFolder
    case .other: throw .notAFile
    }
    guard status.size <= maximumSize,
      let bytes = try file.readAll(expected: status.size, limit: maximumSize)
    else { throw .tooLarge(limit: maximumSize) }
    return bytes
  }
}
