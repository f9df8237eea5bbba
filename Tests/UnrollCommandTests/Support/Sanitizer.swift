import Foundation

/// What `Scripts/check-sanitizers` has built the tests and the command with.
enum Sanitizer {
  /// Whether there is one: all takes many times as long.
  static let isThere = isSet("ASAN_OPTIONS") || isThread

  /// Whether it is the one of threads, which itself writes files that a limit of their size ends.
  static let isThread = isSet("TSAN_OPTIONS")

  private static func isSet(_ name: String) -> Bool {
    ProcessInfo.processInfo.environment[name] != nil
  }
}
