#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ModelFileError {
  /// Why the file system would not do what was asked.
  public enum FileFault: Error, Equatable, Sendable {
    /// A call to the system failed with this `errno`.
    case system(code: Int32)
    /// The path is empty or contains a zero character: it can name no file.
    case notAPath
    /// The path names a folder where a file is needed.
    case isFolder
    /// The path names a device or another thing that is not a file.
    case notAFile
    /// A folder is needed where this file is.
    case fileInTheWay(String)
    /// Another process writes in the folder.
    case folderInUse
    /// The file has more bytes than its reader accepts.
    case tooLarge(limit: Int)
  }
}

extension ModelFileError.FileFault {
  /// What is wrong, as the end of a sentence.
  var cause: String {
    switch self {
    case .system(let code): String(cString: strerror(code))
    case .notAPath: "it is not a path"
    case .isFolder: "it is a folder"
    case .notAFile: "it is not a file"
    case .fileInTheWay(let path):
      "\(path.quotedForMessage(limit: 4_096)) is a file where a folder is needed"
    case .folderInUse: "another run writes in this folder"
    case .tooLarge(let limit): "it has more than \(limit) bytes"
    }
  }

  /// What to do next.
  func advice(writing: Bool) -> String {
    switch self {
    case .system(let code): Self.advice(code: code, writing: writing)
    case .notAPath: "Give the name of a file."
    case .isFolder: "Give the name of a file in it."
    case .notAFile: "Give the name of an ordinary file."
    case .fileInTheWay: "Move that file away, or choose another place."
    case .folderInUse: "Wait until it has ended, or give another folder."
    case .tooLarge: "Check that the path names the file that you mean."
    }
  }

  private static func advice(code: Int32, writing: Bool) -> String {
    switch code {
    case ENOENT: writing ? "Create its folder first, or choose another place." : "Check the path."
    case ENOTDIR: "A part of the path is a file: check the path."
    case EACCES, EPERM, EROFS: "Check the permissions, or choose another place."
    case ENOSPC, EDQUOT: "Free some space, or choose a place on another disk."
    case EFBIG: "Raise the limit on file sizes (ulimit -f), or choose another disk."
    case ENAMETOOLONG: "Choose a shorter name."
    case EMFILE, ENFILE: "Close other files or programs, then try again."
    case EIO: "The disk may be failing: choose a place on another disk."
    default: writing ? "Try again, or choose another place." : "Try again, or use another copy."
    }
  }

  /// Whether this tells of a disk that is full or failing rather than of a wrong place.
  var concernsDisk: Bool {
    switch self {
    case .system(let code): [ENOSPC, EDQUOT, EFBIG, EIO].contains(code)
    default: false
    }
  }
}
