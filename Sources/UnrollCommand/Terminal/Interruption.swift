import Foundation
import Synchronization

/// Signals that ask the command to stop: the first one lets it finish its step and save, the
/// second one ends it at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Whether Ctrl-C, a termination signal or the terminal's end has come.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Ignores signals that would end the process where an error is better: a file over its limit.
  static func prepareProcess() {
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Takes over the signals that ask a run to stop, and that of a pipe without a reader: then
  /// writing fails, and the run can save before it ends.
  static func watch() {
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      signal(number) { number in Interruption.arrived(number) }
    }
  }

  /// Whether the caller wants a signal ignored, as `nohup` and a shell's `&` do.
  private static func isIgnored(_ number: Int32) -> Bool {
    var old = sigaction()
    guard sigaction(number, nil, &old) == 0 else { return false }
    #if canImport(Darwin)
      let handler = old.__sigaction_u.__sa_handler
    #else
      let handler = old.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func arrived(_ number: Int32) {
    if count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
  }
}
