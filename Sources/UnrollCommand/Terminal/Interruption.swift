import Foundation
import Synchronization

/// Signals that ask the command to stop: the first one lets it finish its step and save, the
/// second one ends it at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Whether Ctrl-C or a termination signal has come.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Ignores signals that would end the process where an error is better: a file over its limit.
  static func prepareProcess() {
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Takes over SIGINT and SIGTERM for a run that can be stopped.
  static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in Interruption.arrived(number) }
    }
  }

  private static func arrived(_ number: Int32) {
    if count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
  }
}
