#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system knows of a file.
struct FileStatus {
  enum Kind {
    case file, folder, pipe, other
  }

  let kind: Kind
  let size: Int
  let permissions: mode_t

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFIFO, S_IFSOCK: kind = .pipe
    default: kind = .other
    }
    size = Int(status.st_size)
    permissions = status.st_mode & 0o777
  }

  /// The status of what a path leads to, through symbolic links; nil if there is nothing.
  static func of(_ path: String) throws(ModelFileError.FileFault) -> FileStatus? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      if code == ENOENT { return nil }
      throw ModelFileError.FileFault.system(code: code)
    }
    return FileStatus(status)
  }
}

extension String {
  /// Whether the system can take this for a path: it would read no further than a zero character.
  var canBePath: Bool {
    !isEmpty && !utf8.contains(0)
  }

  /// The folder that a path leads to, and the name in it; the name is empty where a slash ends the path.
  var folderAndName: (folder: String, name: String) {
    guard let separator = utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", self) }
    let folder = separator == startIndex ? "/" : String(self[..<separator])
    return (folder, String(self[utf8.index(after: separator)...]))
  }
}
