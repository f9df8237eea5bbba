import Foundation
import Unroll

/// `tune.jsonl` as it fills: a line that tells what is searched, and one for each run that has ended.
///
/// A line is written as a whole when its run has ended. A process that is killed leaves at the most a part
/// of a last line, which the next one drops.
final class TuneRecord {
  static let name = "tune.jsonl"

  let folder: String
  private let path: String
  private let file: LineFile
  private let lock: FolderLock
  /// Results that the file held.
  private(set) var results: [TrialResult] = []
  /// Whether a part of a line was dropped.
  let droppedTornLine: Bool

  /// Opens the record of a folder, or begins one.
  ///
  /// - Throws: a failure when the folder holds another search or a model of something else, when the file is
  ///   broken elsewhere than in its last line, when another process is at work in it, or when it cannot be
  ///   written.
  init(folder: String, _ header: TuneHeader) throws {
    self.folder = folder
    path = RunFolder.file(TuneRecord.name, in: folder)
    let model = RunFolder.file(ModelFile.bestName, in: folder)
    let files = FileManager.default
    guard files.fileExists(atPath: path) || !files.fileExists(atPath: model) else {
      throw CommandFailure(
        .usage,
        "\(Format.path(folder)) holds a model that no search has made. Give another folder with --out."
      )
    }
    let lines: ArraySlice<UInt8>
    do throws(ModelFileError) {
      try RunFolder.create(folder)
      lock = try FolderLock(folder)
      let exists = files.fileExists(atPath: path)
      let bytes = exists ? try FileReader.read(path, maximumSize: RunFolder.mostRecordBytes) : []
      lines = bytes[..<(bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)]
      droppedTornLine = lines.count < bytes.count
      file = try LineFile(path, keeping: exists && !droppedTornLine ? nil : Array(lines))
    } catch {
      throw CommandFailure(error)
    }
    try read(lines, header)
  }

  /// The path of the best model.
  var modelPath: String { RunFolder.file(ModelFile.bestName, in: folder) }

  /// Adds a result.
  func add(_ result: TrialResult) throws { try write(result) }

  /// Saves the best model so far.
  func save(_ model: ModelFile.Content) throws {
    do throws(ModelFileError) {
      try ModelFile.write(model, to: modelPath)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Adds a line, and waits until it is on the disk: a result may be minutes of work.
  private func write(_ line: some Encodable) throws {
    let line = Array(try Output.jsonLine(line))
    do {
      try file.add(line)
      try file.synchronize()
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Reads the lines that were there, and writes the header where there are none.
  private func read(_ bytes: ArraySlice<UInt8>, _ header: TuneHeader) throws {
    let newline = UInt8(ascii: "\n")
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false).dropLast()
    guard let first = lines.first else { return try write(header) }
    guard let old = try? JSONDecoder().decode(TuneHeader.self, from: Data(first)) else {
      throw broken(line: 1, "it does not tell what was searched")
    }
    if let difference = header.difference(from: old) {
      throw CommandFailure(
        .usage,
        """
        \(Format.path(path)) holds another search: \(difference). Give the data and options of that search, or \
        another folder with --out.
        """)
    }
    for (index, line) in lines.enumerated().dropFirst() {
      guard let result = try? JSONDecoder().decode(TrialResult.self, from: Data(line)) else {
        throw broken(line: index + 1, "it is no result of a run")
      }
      results.append(result)
    }
  }

  /// The failure of a line that cannot be made use of.
  func broken(line: Int, _ what: String) -> CommandFailure {
    CommandFailure(
      .data,
      """
      \(Format.path(path)), line \(line): \(what). Delete that line and those after it, or give another folder \
      with --out.
      """)
  }
}
