import ArgumentParser
import Foundation

/// The command: one file for each subcommand in Commands, what they share in Options and Terminal.
@main
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unroll",
    abstract: "Recurrent neural networks on ordinary processors.",
    discussion: """
      Start with 'unroll demo': it learns a list of names in seconds and makes up new ones. \
      Then 'unroll train words.txt' learns your own list, one word a line.

      Exit codes: 0 done; 64 wrong usage; 65 a data or model file is not what it should be; \
      66 a file cannot be read; 70 training diverged or a check failed; 73 the output cannot be \
      created; 74 writing failed; 75 interrupted, all saved.
      """,
    version: Version.current,
    subcommands: [
      DemoCommand.self, TrainCommand.self, TuneCommand.self, EvaluateCommand.self,
      PredictCommand.self, SampleCommand.self, CompleteCommand.self, ScoreCommand.self,
      OnlineCommand.self, CheckCommand.self, DeriveCommand.self, InspectCommand.self,
      BenchCommand.self,
    ])

  /// Parses, runs, and turns every failure into a message on standard error and an exit code.
  static func main() {
    Output.prepareStreams()
    Interruption.prepareProcess()
    // Whose page of usage a failure shows.
    var page: any ParsableCommand.Type = Root.self
    do {
      try Environment.check()
      var command = try parseAsRoot(
        negativeNumbersTied(Array(CommandLine.arguments.dropFirst())))
      if type(of: command).configuration.commandName != nil { page = type(of: command) }
      try command.run()
    } catch let failure as CommandFailure {
      if !failure.message.isEmpty { Output.error("unroll: \(failure.message)") }
      Foundation.exit(failure.code.rawValue)
    } catch {
      page.exit(withError: error)
    }
  }

  /// Ties a negative number to the option before it, as `--seed=-1`: the parser would take it for
  /// an option of its own and say that the value is missing.
  static func negativeNumbersTied(_ arguments: [String]) -> [String] {
    var tied: [String] = []
    for argument in arguments {
      if let last = tied.last, last.hasPrefix("--"), last.count > 2, !last.contains("="),
        argument.hasPrefix("-"), Double(argument) != nil
      {
        tied[tied.count - 1] = last + "=" + argument
      } else {
        tied.append(argument)
      }
    }
    return tied
  }
}
