import Foundation

/// A process that the tests have started.
///
/// `posix_spawn` and not Foundation's `Process`: a child must start with the signals' usual
/// behaviour whatever the test runner ignores, a stream can be closed, and waiting has a limit.
final class ChildProcess {
  private let identifier: pid_t
  private let outputPath: String?
  private let errorPath: String?
  private var status: Int32?

  /// Why a process could not be started.
  struct CannotStart: Error {
    let executable: String
    let code: Int32
  }

  /// Starts a program.
  ///
  /// - Parameter streams: the paths of standard input, output and error; nil for closed.
  init(
    executable: String, arguments: [String], environment: [String: String], folder: String,
    streams: [String?]
  ) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (number, path) in zip(Int32(0)..., streams) {
      if let path {
        let flags = number == 0 ? O_RDONLY : O_RDWR | O_CREAT | O_NOCTTY
        posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o600)
      } else {
        // Closed by hand, should the runner itself have it closed: open it first.
        posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_addclose(&actions, number)
      }
    }
    var usual = sigset_t()
    sigemptyset(&usual)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    // The shell only changes the folder: nothing of the arguments is read by it.
    let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, executable] + arguments
    var words = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, command[0], &actions, &attributes, &words, &variables)
    guard code == 0 else { throw CannotStart(executable: executable, code: code) }
    self.identifier = identifier
    outputPath = streams[1]
    errorPath = streams[2]
  }

  deinit {
    guard status == nil else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  /// What the process has printed to standard output so far.
  var output: String { text(outputPath) }

  /// What the process has printed to standard error so far.
  var error: String { text(errorPath) }

  /// Whether it still runs.
  var isRunning: Bool {
    if status != nil { return false }
    var found: Int32 = 0
    if waitpid(identifier, &found, WNOHANG) == identifier { status = found }
    return status == nil
  }

  /// Sends a signal.
  func send(_ signal: Int32) {
    if isRunning { kill(identifier, signal) }
  }

  /// Waits until something is true, or the process has ended, or the time limit.
  func wait(until condition: (ChildProcess) -> Bool) {
    let end = Date(timeIntervalSinceNow: Unroll.timeLimit)
    while isRunning, !condition(self), Date() < end { usleep(5_000) }
  }

  /// Waits for the end; kills the process when it does not come in time.
  func wait() -> Unroll.Outcome {
    wait { _ in false }
    let hung = isRunning
    if hung {
      kill(identifier, SIGKILL)
      var found: Int32 = 0
      waitpid(identifier, &found, 0)
      status = found
    }
    let ended = status ?? 0
    let signal = ended & 0x7F
    return Unroll.Outcome(
      output: output, error: error, code: signal == 0 ? ended >> 8 & 0xFF : 128 + signal,
      hung: hung)
  }

  private func text(_ path: String?) -> String {
    guard let path, !path.hasPrefix("/dev/"), let data = FileManager.default.contents(atPath: path)
    else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}
