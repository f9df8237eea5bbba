#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the checks have found.
struct Report {
  private var checks = 0
  private var failures = 0

  /// Notes a check, and tells of one that has failed.
  mutating func expect(_ isAsExpected: Bool, _ failure: @autoclosure () -> String) {
    checks += 1
    if isAsExpected { return }
    failures += 1
    print("failed: \(failure())")
  }

  /// Sums up, and ends the program with 1 when a check has failed.
  func finish() {
    print("\(checks) checks, \(failures) failed")
    if failures > 0 { exit(1) }
  }
}
