#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The instruction-set extensions that processor and operating system offer together.
struct ProcessorFeatures {
  let names: Set<String>

  func contains(_ required: [String]) -> Bool { required.allSatisfy(names.contains) }

  static let current = ProcessorFeatures(names: read())

  #if canImport(Darwin)
    private static func read() -> Set<String> {
      var found: Set<String> = []
      let keys = [
        "avx2": "hw.optional.avx2_0", "fma": "hw.optional.fma", "bmi1": "hw.optional.bmi1",
        "bmi2": "hw.optional.bmi2", "movbe": "hw.optional.movbe",
      ]
      for (name, key) in keys {
        var value: Int32 = 0
        var size = MemoryLayout<Int32>.size
        if sysctlbyname(key, &value, &size, nil, 0) == 0, value != 0 { found.insert(name) }
      }
      return found
    }
  #else
    /// Reads the first processor's flags; Linux lists only those that it has switched on.
    private static func read() -> Set<String> {
      guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 16_384)
      while fgets(&line, Int32(line.count), file) != nil {
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("flags") else { continue }
        return Set(text.split(whereSeparator: { " \t\n:".contains($0) }).map(String.init))
      }
      return []
    }
  #endif
}
