#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file descriptor, closed when it goes out of scope.
///
/// A thin layer over the system's calls, and not Foundation: `Data.write(options: .atomic)` and
/// `FileHandle` neither report every failing call (`fsync`, `close`) nor tell a file that cannot be
/// created from a disk that is full. Arrays are handed to `write` and `read` as such, so no pointer
/// appears here either.
struct OpenFile: ~Copyable {
  typealias FileFault = ModelFileError.FileFault

  /// Bytes moved in one call: enough for full speed, and the size of the only copy that is made.
  private static let chunkSize = 1 << 20

  private let descriptor: Int32

  /// Opens or creates a file. The descriptor is not inherited by programs that are started.
  init(path: String, flags: Int32, permissions: mode_t = 0) throws(FileFault) {
    descriptor = try Self.retrying { open(path, flags | O_CLOEXEC, permissions) }
  }

  /// Opens a second way to a file that is open already, and stays so.
  init(duplicating descriptor: Int32) throws(FileFault) {
    self.descriptor = try Self.retrying { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
  }

  deinit {
    _ = close(descriptor)
  }

  /// What the system knows of the file.
  borrowing func status() throws(FileFault) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFault.system(code: errno) }
    return FileStatus(status)
  }

  /// Writes all of the bytes, however few the system takes at once.
  borrowing func writeAll(_ bytes: [UInt8]) throws(FileFault) {
    var written = 0
    while written < bytes.count {
      let chunk = Array(bytes[written..<min(written + Self.chunkSize, bytes.count)])
      let count = try Self.retrying { write(descriptor, chunk, chunk.count) }
      // Zero for a request that is not empty would repeat for ever.
      guard count > 0 else { throw FileFault.system(code: EIO) }
      written += count
    }
  }

  /// Reads to the end, or until there are more than `limit` bytes; then the result is nil.
  borrowing func readAll(expected: Int, limit: Int) throws(FileFault) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(expected, limit))
    var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
    while true {
      let count = try Self.retrying { read(descriptor, &chunk, chunk.count) }
      if count == 0 { return bytes }
      guard count <= limit - bytes.count else { return nil }
      bytes += chunk[..<count]
    }
  }

  /// Reads what comes next, a megabyte at the most; nil at the end.
  borrowing func readNext() throws(FileFault) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
    let count = try Self.retrying { read(descriptor, &chunk, chunk.count) }
    if count == 0 { return nil }
    chunk.removeLast(chunk.count - count)
    return chunk
  }

  /// Makes later reads wait for data, in a file that was opened without waiting.
  borrowing func waitForData() throws(FileFault) {
    let flags = try Self.retrying { fcntl(descriptor, F_GETFL) }
    _ = try Self.retrying { fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
  }

  /// Gives the file these permissions.
  borrowing func setPermissions(_ permissions: mode_t) throws(FileFault) {
    _ = try Self.retrying { fchmod(descriptor, permissions) }
  }

  /// Who has the lock of a file.
  enum Lock {
    case ours
    case anotherProcess
    /// The file system has no locks, as some network file systems.
    case nobody
  }

  /// Locks the file against other processes, without waiting.
  borrowing func lock() throws(FileFault) -> Lock {
    do throws(FileFault) {
      _ = try Self.retrying { flock(descriptor, LOCK_EX | LOCK_NB) }
      return .ours
    } catch .system(EWOULDBLOCK) {
      return .anotherProcess
    } catch .system(EBADF), .system(EINVAL), .system(ENOLCK), .system(ENOTSUP), .system(ENOSYS) {
      return .nobody
    }
  }

  /// Returns when the content is on the disk.
  borrowing func synchronize() throws(FileFault) {
    _ = try Self.retrying { fsync(descriptor) }
  }

  /// Gives a file another name, in place of a file that has it.
  static func rename(_ path: String, to newPath: String) throws(FileFault) {
    #if canImport(Darwin)
      _ = try retrying { Darwin.rename(path, newPath) }
    #elseif canImport(Musl)
      _ = try retrying { Musl.rename(path, newPath) }
    #else
      _ = try retrying { Glibc.rename(path, newPath) }
    #endif
  }

  /// Returns when a folder's table of names is on the disk, where the file system can do that.
  static func synchronizeFolder(_ path: String) throws(FileFault) {
    do throws(FileFault) {
      try OpenFile(path: path, flags: O_RDONLY | O_DIRECTORY).synchronize()
    } catch .system(EINVAL), .system(ENOTSUP), .system(EACCES), .system(EPERM) {
      // Some network file systems cannot, and a folder may be open to writing only: then the
      // names reach the disk in the system's own time.
    }
  }

  /// Closes the file and reports what was still outstanding: some file systems write only now.
  consuming func finish() throws(FileFault) {
    let result = close(descriptor)
    let code = errno
    discard self
    // An interrupted close has closed the descriptor all the same; a second one could hit a file
    // that another thread has opened since.
    guard result == 0 || code == EINTR else { throw FileFault.system(code: code) }
  }

  /// Repeats a call while signals interrupt it, and throws where it fails.
  private static func retrying<Result: SignedInteger>(
    _ call: () -> Result
  ) throws(FileFault) -> Result {
    while true {
      let result = call()
      if result >= 0 { return result }
      let code = errno
      guard code == EINTR else { throw FileFault.system(code: code) }
    }
  }
}
