#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file of any size that is read piece by piece.
struct TextFile: ~Copyable {
  /// The name for messages.
  let source: String
  private let file: OpenFile

  /// Opens a file, or anything that ends, such as a pipe.
  ///
  /// - Throws: `DataError.unreadable`.
  init(path: String) throws(DataError) {
    source = path
    file = try TextFile.open(path) { () throws(OpenFile.FileFault) in
      guard path.canBePath else { throw .notAPath }
      let file = try OpenFile(path: path, flags: O_RDONLY)
      if try file.status().kind == .folder { throw .isFolder }
      return file
    }
  }

  /// Reads on where an open descriptor stands.
  init(descriptor: Int32, source: String) throws(DataError) {
    self.source = source
    file = try TextFile.open(source) { () throws(OpenFile.FileFault) in
      try OpenFile(duplicating: descriptor)
    }
  }

  private static func open(
    _ source: String, _ open: () throws(OpenFile.FileFault) -> OpenFile
  ) throws(DataError) -> OpenFile {
    do throws(OpenFile.FileFault) {
      return try open()
    } catch {
      throw FileBytes.dataError(error, source: source, size: nil)
    }
  }

  /// The next bytes; nil at the end.
  borrowing func next() throws(DataError) -> [UInt8]? {
    do throws(OpenFile.FileFault) {
      return try file.readNext()
    } catch {
      throw FileBytes.dataError(error, source: source, size: nil)
    }
  }
}
