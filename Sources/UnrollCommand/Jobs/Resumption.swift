import ArgumentParser
import Foundation
import Unroll

/// How a run was started, as its checkpoints remember it.
struct RunNotes {
  var data: [String]
  /// The command's arguments, the data among them.
  var arguments: [String]
  var version = Version.current

  init(data: [String], arguments: [String]) {
    (self.data, self.arguments) = (data, arguments)
  }

  private enum Key {
    static let (data, arguments, version) = ("data", "arguments", "version")
  }

  /// The notes as a checkpoint keeps them.
  var texts: [String: String] {
    [
      Key.data: Self.json(data), Key.arguments: Self.json(arguments), Key.version: version,
    ]
  }

  /// Reads the notes of a checkpoint; nil where it has none, as one that another program took.
  init?(_ texts: [String: String]) {
    guard let data = texts[Key.data].flatMap(Self.list),
      let arguments = texts[Key.arguments].flatMap(Self.list), let version = texts[Key.version]
    else { return nil }
    (self.data, self.arguments, self.version) = (data, arguments, version)
  }

  private static func json(_ list: [String]) -> String {
    (try? JSONEncoder().encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private static func list(_ text: String) -> [String]? {
    try? JSONDecoder().decode([String].self, from: Data(text.utf8))
  }
}

/// A run that is taken up again: its checkpoint, and the command that it was started with together with what is
/// given now.
struct Resumption {
  let command: TrainCommand
  let notes: RunNotes
  let saved: ModelFile.Saved
  /// Keeps other runs away from the folder from before its files are looked at.
  let lock: FolderLock?

  /// Reads the latest checkpoint that is whole.
  ///
  /// - Parameters:
  ///   - given: the command as it is given now.
  ///   - arguments: its arguments; what they say goes before what the run was started with.
  init(_ given: TrainCommand, _ arguments: [String]) throws {
    let folder =
      given.out
      ?? RunRecorder.latestFolder(
        for: given.data.first ?? "-",
        task: given.job.task ?? TaskGuess(given.data).task)
    (lock, saved) = try Self.read(folder)
    guard let old = RunNotes(saved.notes) else {
      throw CommandFailure(
        .data,
        "the checkpoint in \(Format.path(folder)) is not of 'unroll train', which cannot go on with it."
      )
    }
    guard old.version == Version.current else {
      throw CommandFailure(
        .usage,
        "the run in \(Format.path(folder)) was begun with version \(Format.printable(old.version)), and this is "
          + "\(Version.current): the same bits cannot be promised. Use that version, or start a new run."
      )
    }
    let all = old.arguments + arguments.filter { $0 != "--resume" }
    guard
      var command = try? TrainCommand.parse(Root.negativeNumbersTied(all))
    else {
      // What is given now was understood by itself, so it is the mixture that is not.
      throw CommandFailure(
        .usage,
        "the options do not go with those that the run in \(Format.path(folder)) was started with: "
          + old.arguments.map(Format.printable).joined(separator: " "))
    }
    command.data = given.data.isEmpty ? old.data : given.data
    command.out = folder
    // How a run is shown is asked for each time.
    (command.json, command.quiet) = (given.json, given.quiet)
    self.command = command
    notes = RunNotes(data: command.data, arguments: all)
  }

  private static func read(
    _ folder: String
  ) throws(CommandFailure) -> (FolderLock?, ModelFile.Saved) {
    do throws(ModelFileError) {
      // Of a folder that is not there, reading says so.
      let lock = RunFolder.exists(folder) ? try FolderLock(folder) : nil
      let (saved, fault) = try ModelFile.readCheckpoint(in: folder)
      if let fault {
        Output.note("warning: \(fault.description) The checkpoint before it is used.")
        try ModelFile.setAsideDamaged(in: folder)
      }
      return (lock, saved)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Lets a job's trainer go on from a checkpoint, if it is one of the same job.
  static func put(_ saved: ModelFile.Saved, into job: some TrainingJob) throws(CommandFailure) {
    let trainer = job.trainer
    do throws(TrainingError) {
      try trainer.resume(from: saved.checkpoint)
    } catch {
      throw CommandFailure(
        .usage, "\(error.description). Leave the change out, or start a new run without --resume.")
    }
    let record = TrainingRecord(
      options: trainer.options, epochs: 0, loss: nil, validationLoss: nil, reason: .interrupted,
      examples: job.examples)
    if let key = ModelFile.difference(saved.content, job.content(trainer.network, record)) {
      throw CommandFailure(
        .data,
        "the run cannot go on from its checkpoint: the data's \(key) is not the same. Give the data that it was "
          + "started with, or start a new run without --resume.")
    }
  }

  /// Where a run goes on, for people.
  static func remark(_ checkpoint: TrainingCheckpoint, on level: String) -> String {
    var remark =
      "goes on in epoch \(checkpoint.epoch), after \(Format.count(checkpoint.step, "update")) and "
      + Format.seconds(checkpoint.seconds)
    if checkpoint.instructionSet != level {
      remark +=
        "; begun on \(checkpoint.instructionSet), and this is \(level): the last bits will differ"
    }
    return remark
  }
}
