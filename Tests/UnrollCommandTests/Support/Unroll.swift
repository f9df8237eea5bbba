import Foundation

/// The built command, run as a child process as a shell would run it, in a folder of its own.
///
/// Nothing is piped: standard output and error go to files, so that no side waits for the other
/// and a test can look at them while the command is still running.
final class Unroll {
  /// What the child's standard input, output or error is.
  enum Stream {
    /// Bytes for input, a file that the test reads for output.
    case captured
    /// A file or device.
    case path(String)
    /// Not open at all, as with `2>&-`.
    case closed
  }

  /// How a run went.
  struct Outcome {
    let output: String
    let error: String
    /// The exit code; 128 and the signal's number where a signal ended the process.
    let code: Int32
    /// Whether the process had to be killed because it did not end in time.
    let hung: Bool
  }

  /// Seconds after which a process counts as hung.
  static let timeLimit = Sanitizer.isThere ? 1_200.0 : 60

  /// The folder that the command runs in.
  let folder: URL
  private var runs = 0

  /// Makes an empty folder, gone with the object.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "unroll-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: Files

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Writes a file.
  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appending(path: name))
  }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// The names in the folder or in one below, hidden ones too, without those of captured streams.
  func files(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name))
      .filter { !$0.hasPrefix("captured-") }.sorted()
  }

  // MARK: Runs

  /// Runs the command to its end.
  @discardableResult
  func callAsFunction(
    _ arguments: String..., input: String = "", environment: [String: String] = [:],
    output: Stream = .captured, error: Stream = .captured
  ) throws -> Outcome {
    try start(
      arguments, input: .captured, inputText: input, environment: environment, output: output,
      error: error
    ).wait()
  }

  /// Runs the command to its end.
  func run(_ arguments: [String], input: Stream = .captured, inputText: String = "") throws
    -> Outcome
  {
    try start(arguments, input: input, inputText: inputText).wait()
  }

  /// Runs a program, such as a shell that sets a limit, to its end; the command's path is `$0`.
  func shell(_ script: String, _ arguments: String...) throws -> Outcome {
    try start(["-c", script, Self.executable] + arguments, executable: "/bin/sh").wait()
  }

  /// Starts the command and returns at once.
  func start(
    _ arguments: [String], executable: String = Unroll.executable, input: Stream = .captured,
    inputText: String = "", environment: [String: String] = [:], output: Stream = .captured,
    error: Stream = .captured
  ) throws -> ChildProcess {
    runs += 1
    let inputPath = path("captured-\(runs)-input")
    try Data(inputText.utf8).write(to: URL(filePath: inputPath))
    let (outputPath, errorPath) = (path("captured-\(runs)-output"), path("captured-\(runs)-error"))
    return try ChildProcess(
      executable: executable, arguments: arguments,
      environment: Self.environment.merging(environment) { $1 }, folder: folder.path,
      streams: [
        input.resolved(inputPath), output.resolved(outputPath), error.resolved(errorPath),
      ])
  }

  /// What the child sees of the environment: enough to run, and the same on every machine; and
  /// what a sanitizer is to do, where `Scripts/check-sanitizers` has built it with one.
  private static let environment: [String: String] = {
    let own = ProcessInfo.processInfo.environment
    var environment = ["TERM": "dumb", "LC_ALL": "C.UTF-8", "COLUMNS": "80"]
    for name in [
      "PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "DYLD_LIBRARY_PATH",
      "ASAN_OPTIONS", "TSAN_OPTIONS",
    ] {
      environment[name] = own[name]
    }
    return environment
  }()

  /// The command, which the build puts beside the tests.
  static let executable: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
    let tests = URL(filePath: bundle ?? CommandLine.arguments[0])
    return tests.resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "unroll").path
  }()
}

extension Unroll.Stream {
  /// Where a stream leads; nil for one that is closed.
  fileprivate func resolved(_ capture: String) -> String? {
    switch self {
    case .captured: capture
    case .path(let path): path
    case .closed: nil
    }
  }
}
