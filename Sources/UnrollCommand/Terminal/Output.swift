import Foundation

/// Results to standard output, everything else to standard error.
enum Output {
  /// Opens standard streams that the caller has closed: the next file to be opened would take
  /// their number, and get what is meant for them. They open the wrong way round, so that using
  /// them still fails.
  static func prepareStreams() {
    for (descriptor, flags) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", flags)
    }
  }

  /// Prints a result and ends the line.
  ///
  /// A pipe that nobody reads any more ends the process quietly, as for any filter; any other
  /// failure ends it with a message.
  static func result(_ text: String) { part(text + "\n") }

  /// Prints a part of a result, as ``result(_:)`` does, without ending the line.
  static func part(_ text: String) {
    let fault = write(text, to: STDOUT_FILENO)
    if fault == 0 { return }
    if fault == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    let failure = cannotWrite(fault)
    error("unroll: \(failure.message)")
    exit(failure.code.rawValue)
  }

  /// Prints progress or a remark, and ends the line.
  static func note(_ text: String) { raw(text + "\n") }

  /// Prints what went wrong.
  static func error(_ text: String) { raw(text + "\n") }

  /// Prints to standard error without ending the line. Where that fails there is nobody to tell.
  static func raw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// One JSON object on one line of standard output, keys sorted.
  ///
  /// - Throws: a `CommandFailure` that the caller may delay until all is saved.
  static func json(_ value: some Encodable) throws {
    let fault = write(
      String(decoding: try jsonLine(value), as: UTF8.self), to: STDOUT_FILENO)
    if fault != 0 { throw cannotWrite(fault) }
  }

  /// A value as one line of JSON, keys sorted.
  static func jsonLine(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value) + Data("\n".utf8)
  }

  private static func cannotWrite(_ fault: Int32) -> CommandFailure {
    let cause = fault == EPIPE ? "nobody reads it any more" : String(cString: strerror(fault))
    return CommandFailure(.writing, "cannot write to standard output: \(cause)")
  }

  /// Writes all of a text; returns the system's error number, or 0.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let chunk = Array(rest)
      let count = Foundation.write(descriptor, chunk, chunk.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Whoever shares the terminal has set it not to wait.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
