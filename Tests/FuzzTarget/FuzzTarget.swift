import Foundation
import ReaderProperties

// The entry that libFuzzer calls; it has a main function of its own. `Scripts/fuzz` builds and runs it.

/// The reader that the environment names.
private let reader: Reader = {
  let name = ProcessInfo.processInfo.environment["UNROLL_FUZZ_READER"] ?? ""
  guard let reader = Reader(rawValue: name) else {
    fatalError("UNROLL_FUZZ_READER is '\(name)'; expected one of \(Reader.allCases)")
  }
  return reader
}()

/// Checks one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try reader.check(bytes)
  } catch {
    fatalError("\(reader): \(error)")
  }
  return 0
}
