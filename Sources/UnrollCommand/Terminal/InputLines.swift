import Foundation
import Unroll

/// The lines of standard input as they come, for streams without an end: waiting for a line, it looks
/// whether a signal has asked to stop.
struct InputLines {
  private var buffer: [UInt8] = []
  /// Where in the buffer the next line begins, and from where on no break has been looked for.
  private var (start, looked) = (0, 0)
  private var isAtEnd = false
  /// The number of the line handed out last, from 1.
  private(set) var number = 0

  /// The longest line, in bytes.
  static let longest = 1 << 20
  /// Milliseconds between two looks for a signal.
  private static let patience: Int32 = 100

  /// The next line without its break; nil at the end, or when a signal has come.
  mutating func next() throws(CommandFailure) -> [UInt8]? {
    while true {
      if let end = buffer[looked...].firstIndex(of: UInt8(ascii: "\n")) {
        var line = Array(buffer[start..<end])
        (start, looked) = (end + 1, end + 1)
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        number += 1
        return line
      }
      // Moved once for each piece that is read, not for each line.
      buffer.removeFirst(start)
      (start, looked) = (0, buffer.count)
      guard buffer.count <= InputLines.longest else {
        throw CommandFailure(
          .data, "standard input, line \(number + 1): longer than \(InputLines.longest) bytes")
      }
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { (buffer, looked) = ([], 0) }
        number += 1
        return buffer
      }
      guard let bytes = try InputLines.read() else { return nil }
      if bytes.isEmpty { isAtEnd = true } else { buffer += bytes }
    }
  }

  /// The next bytes of standard input, none at its end; nil when a signal has come.
  static func read() throws(CommandFailure) -> [UInt8]? {
    while !Interruption.isRequested {
      var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let found = poll(&ready, 1, patience)
      if found == 0 || (found < 0 && errno == EINTR) { continue }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = Foundation.read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count >= 0 else {
        throw CommandFailure(
          .unreadable, "standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      return Array(chunk.prefix(count))
    }
    return nil
  }
}
