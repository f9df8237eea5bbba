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
  private let file: FileHandle
  private let lock: FolderLock
  /// Results that the file held.
  private(set) var results: [TrialResult] = []
  /// Whether a part of a line was dropped.
  private(set) var droppedTornLine = false

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
    do throws(ModelFileError) {
      try RunFolder.create(folder)
      lock = try FolderLock(folder)
    } catch {
      throw CommandFailure(error)
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CommandFailure(
        .cannotCreate,
        """
        cannot create \(Format.path(path)): \(String(cString: strerror(errno))). Give another folder with --out.
        """)
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try read(header)
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

  private func write(_ line: some Encodable) throws {
    do {
      try file.write(contentsOf: try Output.jsonLine(line))
    } catch {
      throw CommandFailure(
        .writing, "writing \(Format.path(path)) failed: \(error.localizedDescription)")
    }
  }

  /// Reads what is there, and writes the header where there is nothing.
  private func read(_ header: TuneHeader) throws {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.read(path, maximumSize: RunFolder.mostRecordBytes)
    } catch {
      throw CommandFailure(error)
    }
    let newline = UInt8(ascii: "\n")
    let end = bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0
    if end < bytes.count {
      droppedTornLine = true
      guard ftruncate(file.fileDescriptor, off_t(end)) == 0 else {
        throw CommandFailure(
          .writing, "shortening \(Format.path(path)) failed: \(String(cString: strerror(errno)))")
      }
    }
    let lines = bytes[..<end].split(separator: newline, omittingEmptySubsequences: false).dropLast()
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
