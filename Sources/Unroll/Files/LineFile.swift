#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that grows at its end by lines.
///
/// A process that is killed, or a disk that runs full, leaves at the most a part of a last line.
package final class LineFile: Sendable {
  private let path: String
  private let file: OpenFile

  /// Opens the file for lines after those of its content that are to be kept.
  ///
  /// - Parameter lines: what the file holds from now on, whole lines; nil for what it holds already.
  /// - Throws: as ``AtomicFile/write(_:to:keepingOldAs:)``, which leaves the old content whole where it fails.
  package init(_ path: String, keeping lines: [UInt8]?) throws(ModelFileError) {
    if let lines { try AtomicFile.write(lines, to: path) }
    self.path = path
    do throws(ModelFileError.FileFault) {
      file = try OpenFile(path: path, flags: O_WRONLY | O_APPEND)
    } catch {
      throw .saving(path, fault: error)
    }
  }

  /// Adds a line, its newline included.
  ///
  /// - Throws: `writeFailed` or `cannotCreate`; a part of the line may be in the file then, so it has to be the last.
  package func add(_ line: [UInt8]) throws(ModelFileError) {
    do throws(ModelFileError.FileFault) {
      try file.writeAll(line)
    } catch {
      throw .saving(path, fault: error)
    }
  }

  /// Returns when all lines are on the disk.
  package func synchronize() throws(ModelFileError) {
    do throws(ModelFileError.FileFault) {
      try file.synchronize()
    } catch {
      throw .saving(path, fault: error)
    }
  }
}
