#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads a file in full, but never more than a limit.
///
/// The system's calls are used directly. Foundation reads a device or a pipe until it ends or memory
/// does, and loading it would cost the command its quick start.
package enum FileBytes {
  private static let chunkSize = 1 << 20

  /// Returns the bytes of the file at `path`: a regular file, a pipe or a device.
  ///
  /// - Parameter limit: The most bytes to accept. A regular file is refused by its size before
  ///   anything is read.
  /// - Throws: `DataError.unreadable`, or `DataError.tooLarge`. An empty file is not an error.
  package static func read(path: String, limit: Int) throws(DataError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(source: path, failure(errno)) }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, source: path, limit: limit)
  }

  /// Returns the bytes that an open file descriptor, such as 0 for standard input, still has.
  ///
  /// - Parameter source: The name for messages.
  /// - Throws: As `read(path:limit:)`.
  package static func read(
    descriptor: Int32, source: String, limit: Int
  ) throws(DataError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(source: source, failure(errno)) }
    var bytes: [UInt8] = []
    if status.st_mode & S_IFMT == S_IFREG {
      let size = Int(status.st_size)
      guard size <= limit else { throw .tooLarge(source: source, size: size, limit: limit) }
      bytes.reserveCapacity(size)
    }
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    while true {
      // A size that a file reports may be wrong (/proc, a file that grows), so reading decides.
      let count = readChunk(descriptor, into: &chunk)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw .unreadable(source: source, failure(errno))
      }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else {
        throw .tooLarge(source: source, size: nil, limit: limit)
      }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Fills `chunk` from its start; returns how many bytes came, 0 at the end, -1 on failure.
  ///
  /// The only system call that writes into an array here: its size is the array's own.
  private static func readChunk(_ descriptor: Int32, into chunk: inout [UInt8]) -> Int {
    let size = chunk.count
    #if canImport(Darwin)
      return Darwin.read(descriptor, &chunk, size)
    #elseif canImport(Musl)
      return Musl.read(descriptor, &chunk, size)
    #else
      return Glibc.read(descriptor, &chunk, size)
    #endif
  }

  private static func failure(_ code: Int32) -> DataError.ReadFailure {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .notPermitted
    case EISDIR: .isFolder
    default: .system(code: code)
    }
  }
}
