import Foundation

/// How much memory this process may take: the machine's, or less where a limit is set.
enum AvailableMemory {
  /// Bytes that are left of the machine's memory, of the container's (cgroups) and of the shell's `ulimit -v`.
  static var bytes: Double {
    [Double(ProcessInfo.processInfo.physicalMemory), container, addresses].compactMap { $0 }.min()
      ?? .infinity
  }

  /// The limit of the container; nil where there is none.
  private static var container: Double? {
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { number(in: $0) }.first
  }

  /// What is left of the limit on addresses; nil where there is none.
  private static var addresses: Double? {
    var limit = rlimit()
    #if canImport(Glibc)
      let code = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      let code = getrlimit(RLIMIT_AS, &limit)
    #endif
    // Without a limit it is the largest number, or close to it.
    guard code == 0, limit.rlim_cur < rlim_t(1) << 60 else { return nil }
    let pages = number(in: "/proc/self/statm") ?? 0
    return max(Double(limit.rlim_cur) - pages * Double(sysconf(Int32(_SC_PAGESIZE))), 0)
  }

  /// The number at the beginning of a file of the system; nil where there is none.
  private static func number(in path: String) -> Double? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
  }
}
