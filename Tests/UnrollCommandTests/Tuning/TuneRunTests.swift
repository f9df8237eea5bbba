import Foundation
import Testing
import Unroll

@testable import UnrollCommand

/// A search at work, with runs that fail.
@Suite struct TuneRunTests {
  /// Runs a search on a few words.
  ///
  /// - Parameter change: what is wrong with the options of a setting, if anything.
  private func search(
    in unroll: Unroll, _ change: @escaping (Setting, inout JobArguments) throws -> Void
  ) throws -> Search {
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    let arguments = try JobArguments.parse(["--hidden", "8", "--threads", "1"])
    let data = try arguments.read([unroll.path("words.txt")], as: .words)
    let space = try arguments.searchSpace(on: data)
    #expect(space.searched == [.learningRate, .dropout, .batch])
    let plan = TunePlan(space, trials: 4, seed: 1, budget: .epochs(2))
    let header = TuneHeader(
      task: "words", data: [], options: [:], seed: 1, trials: 4, seconds: nil, epochs: 2,
      usual: space.usual)
    let record = try TuneRecord(folder: unroll.path("search"), header)
    return try TuneRun(
      plan: plan, record: record, lossUnit: "nats", isQuiet: true, isJSON: false,
      job: { setting, length in
        var arguments = arguments.trying(setting, space, length)
        try change(setting, &arguments)
        return try arguments.job(on: data)
      }
    ).run()
  }

  @Test func `A setting that diverges or cannot be trained is a result, the worst`() throws {
    let unroll = try Unroll()
    var seen: [Setting] = []
    let search = try search(in: unroll) { setting, arguments in
      if !seen.contains(setting) { seen.append(setting) }
      switch seen.firstIndex(of: setting) {
      case 1: arguments.training.learningRate = 1e38
      case 2: throw CommandFailure(.usage, "no room for it")
      default: break
      }
    }
    #expect(search.next == nil)
    let ranking = search.ranking
    #expect(ranking.count == 4)
    #expect(ranking[2].problem?.contains("diverged") == true)
    #expect(ranking[3].problem == "no room for it")
    #expect(ranking[2...].allSatisfy { $0.validationLoss == nil && $0.rung == 1 })
    #expect(ranking[..<2].allSatisfy { $0.rung == 2 && $0.validationLoss != nil })
    let lines = TuneTable(
      search: search, space: SearchSpace(usual: seen[0], searched: [.learningRate])
    ).lines
    #expect(lines.count == 5)
    #expect(lines[4].hasSuffix("no room for it"))
  }

  @Test func `What is wrong with the data or the disk ends the search`() throws {
    let failure = try #require(
      #expect(throws: CommandFailure.self) {
        try search(in: Unroll()) { _, _ in throw CommandFailure(.writing, "full") }
      })
    #expect(failure.code == .writing)
  }

  @Test func `The model in the folder is the best run's, and its loss the table's`() throws {
    let unroll = try Unroll()
    let search = try search(in: unroll) { _, _ in }
    let best = try #require(search.best)
    let words = try ModelFile.read(unroll.path("search/model.safetensors"))
    #expect(words.training?.validationLoss == best.validationLoss)
    #expect(words.training?.options.learningRate == best.setting.learningRate)
    #expect(words.network.configuration.dropout.layers == best.setting.dropout)
  }
}
