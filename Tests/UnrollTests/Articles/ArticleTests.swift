import Foundation
import Testing
import Unroll

/// The code of the articles: each article shows a file of this folder, whole, and these tests run
/// it on the data of the examples.
@Suite struct ArticleTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let root = folder.appending(path: "../../..").standardized

  private static func example(_ path: String) -> String {
    root.appending(path: "Examples/\(path)").path()
  }

  /// One epoch: whether code runs is asked here, what it learns the examples check.
  private static var short: TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 1
    return options
  }

  @Test(arguments: [
    "Jobs/Words", "Jobs/Text", "Jobs/Classify", "Jobs/Tag", "Jobs/Forecast", "Jobs/Events",
    "Jobs/Online", "Servers",
  ])
  func `An article shows the code that is tested`(path: String) throws {
    let page = Self.root.appending(path: "Sources/Unroll/Unroll.docc/\(path).md")
    let article = try String(contentsOf: page, encoding: .utf8)
    let name = page.deletingPathExtension().lastPathComponent
    let code = try String(
      contentsOf: Self.folder.appending(path: "\(name)Article.swift"), encoding: .utf8)
    #expect(article.contains("```swift\n\(code)```\n"))
  }

  @Test func `The article on words makes up words`() throws {
    let words = try makeUpWords(
      like: Self.root.appending(path: "Sources/UnrollCommand/Resources/names.txt").path(),
      count: 5, options: Self.short)
    #expect(words.count == 5)
  }

  @Test func `The article on text goes on`() throws {
    let text = try goOn(after: "Alice ", like: Self.example("Text/alice.txt"), options: Self.short)
    #expect(text.hasPrefix("Alice "))
    #expect(text.count > 250)
  }

  @Test func `The article on classes tells most digits apart`() throws {
    let report = try classify(
      learning: Self.example("Classify/first.csv"), judging: Self.example("Classify/second.csv"),
      stepSize: 8, options: Self.short)
    #expect(report.classes.count == 10)
    #expect(report.matrix.accuracy > 0.3)
  }

  @Test func `The article on tags beats guessing`() throws {
    let report = try tag(
      learning: Self.example("Tag/train.txt"), judging: Self.example("Tag/test.txt"),
      options: Self.short)
    #expect(report.all.accuracy > 0.5)
  }

  @Test func `The article on forecasts tells errors and what follows`() throws {
    let (measures, next) = try forecast(
      "co2", of: Self.example("Forecast/co2.csv"), options: Self.short)
    #expect(measures.targets[0].network.overall.rmse < 20)
    #expect(next.count == 26)
    #expect(next.allSatisfy { (360..<390).contains($0) })
  }

  @Test func `The article on events tells loss and chances`() throws {
    let (loss, chances) = try learnEvents(
      of: Self.example("Events/rounds.json"), after: [[72], [69]], options: Self.short)
    #expect(loss < 30)
    #expect(chances.count == 41)
    #expect(chances.values.allSatisfy { (0...1).contains($0) })
  }

  @Test func `The article on streams beats the last value by far`() throws {
    // The last value's error is 1.17.
    #expect(try followHénonMap(steps: 6000) < 0.3)
  }

  @Test func `The article on servers trains, stops, goes on and answers`() async throws {
    let words = ["anna", "hanna", "johanna", "anton", "antonia", "hanno"]
    var options = Self.short
    options.epochs = 3
    let queue = TrainingQueue()
    let whole = try await learn(words, options: options, on: queue).value
    #expect(whole.reason == .epochs)

    let task = learn(words, options: options, on: queue)
    task.cancel()
    var part = try await task.value
    if part.reason == .cancelled {
      part = try await learn(words, from: part.checkpoint, options: options, on: queue).value
    }
    #expect(part.model.network == whole.model.network)

    let answers = try await answer(["a", "jo", "h"], with: whole.model)
    #expect(zip(answers, ["a", "jo", "h"]).allSatisfy { $0.hasPrefix($1) })
  }
}
