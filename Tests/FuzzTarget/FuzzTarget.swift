import Foundation
import ReaderProperties

/// `FuzzTarget READER [options of libFuzzer] [folders]`: lets libFuzzer loose on a reader.
/// `FuzzTarget READER --seeds FOLDER` writes inputs to begin from.
///
/// `Scripts/fuzz` builds and runs it.
@main
enum FuzzTarget {
  /// The reader that the first argument names.
  fileprivate static let reader: Reader = {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let reader = Reader(rawValue: name) else {
      let names = Reader.allCases.map(\.rawValue).joined(separator: ", ")
      fatalError("there is no reader '\(name)'; expected one of \(names)")
    }
    return reader
  }()

  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 4, arguments[2] == "--seeds" { return try writeSeeds(to: arguments[3]) }
    // libFuzzer does not know the first argument, and keeps pointers to the others.
    var pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = .allocate(
      capacity: arguments.count + 1)
    let passed = [arguments[0]] + arguments.dropFirst(2)
    for (place, argument) in passed.enumerated() { pointers[place] = strdup(argument) }
    pointers[passed.count] = nil
    var count = Int32(passed.count)
    exit(runDriver(&count, &pointers, testOneInput))
  }

  private static func writeSeeds(to folder: String) throws {
    let folder = URL(fileURLWithPath: folder, isDirectory: true)
    for (place, seed) in reader.seeds.enumerated() {
      try Data(seed).write(to: folder.appending(path: "seed-\(place + 1)"))
    }
  }
}

/// Checks one input.
private func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try FuzzTarget.reader.check(bytes)
  } catch {
    fatalError("\(FuzzTarget.reader): \(error)")
  }
  return 0
}

/// libFuzzer's own main function under the name by which others may call it.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
