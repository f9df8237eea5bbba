#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How many processors this process may use.
package enum ProcessorCount {
  /// At least one; on Linux the processors that the process is bound to, not all of the machine.
  package static var available: Int {
    #if os(Linux)
      if let allowed = allowedByAffinity() { return allowed }
    #endif
    return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  #if os(Linux)
    /// Reads the mask of processors that the kernel lists for this process, as hexadecimal digits.
    private static func allowedByAffinity() -> Int? {
      guard let file = fopen("/proc/self/status", "r") else { return nil }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 4096)
      while fgets(&line, Int32(line.count), file) != nil {
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("Cpus_allowed:") else { continue }
        let count = text.dropFirst(13).reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
        return count > 0 ? count : nil
      }
      return nil
    }
  #endif
}
