import Unroll

/// What a run has come to, after its end.
enum Conclusion {
  static func print<Job: TrainingJob>(
    _ outcome: TrainingRun<Job>.Outcome, of job: Job, modelPath: String?, isQuiet: Bool
  ) {
    if !isQuiet {
      let terminal = Terminal.standardError
      let unicode = terminal.showsUnicode
      for line in outcome.curve.lines(width: terminal.width, unicode: unicode) { Output.note(line) }
    }
    let result = outcome.result
    let time = Format.seconds(result.seconds)
    Output.result("ended after \(epochs(result)) in \(time): \(why(result))")
    if let loss = result.last?.loss {
      Output.result("training loss    \(Format.loss(loss)) \(job.lossUnit)")
    }
    if let loss = outcome.bestLoss {
      let floor = job.floor.map { ", \($0.name) \(Format.loss($0.loss))" } ?? ""
      Output.result("validation loss  \(Format.loss(loss)) \(job.lossUnit)\(floor)")
    }
    for measure in outcome.measures where !measure.label.isEmpty && !measure.text.isEmpty {
      let label = measure.label + String(repeating: " ", count: max(17 - measure.label.count, 1))
      Output.result(label + measure.text)
    }
    if let modelPath {
      let path = Format.path(modelPath)
      Output.result("model            \(path)")
      if !isQuiet { Output.note(job.advice(model: path)) }
    }
  }

  /// Made-up names in columns, those that are in the list marked.
  static func printNames(_ model: WordModel, count: Int, seed: UInt64, known: [String]) {
    guard count > 0 else { return }
    let names = Samples.words(
      WordSampler(model), count: count, options: SamplingOptions(), seed: seed)
    let existing = Set(known)
    Output.result("")
    Output.result("made-up names (* is one of the list):")
    for start in stride(from: 0, to: names.count, by: 5) {
      let row = names[start..<min(start + 5, names.count)].map { name in
        let marked = name + (existing.contains(name) ? "*" : "")
        return marked + String(repeating: " ", count: max(14 - marked.count, 1))
      }
      var line = "  " + row.joined()
      while line.last == " " { line.removeLast() }
      Output.result(line)
    }
  }

  private static func epochs(_ result: TrainingResult) -> String {
    Format.count(result.epochs, "epoch")
  }

  private static func why(_ result: TrainingResult) -> String {
    switch result.reason {
    case .loss: "the training loss is under the threshold"
    case .epochs: "all epochs are done"
    case .time: "the time is up"
    case .patience: "the validation loss no longer improves"
    case .interrupted: "interrupted"
    case .cancelled: "cancelled"
    case .diverged: "training diverged"
    }
  }
}
