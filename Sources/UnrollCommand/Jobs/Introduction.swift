import Unroll

/// What a run is about, before it starts.
enum Introduction {
  static func print(_ list: WordList, _ data: WordData, _ network: Network) {
    let counts = data.counts
    let symbols = data.alphabet.count - 1
    Output.note(
      """
      \(Format.count(counts.training + counts.validation, "word")) from \
      \(Format.printable(list.source)), \(Format.count(symbols, "different symbol")) and the end of a word: \
      \(Format.count(counts.training)) to learn, \(Format.count(counts.validation)) held out
      """)
    for remark in data.remarks { Output.note(remark) }
    let text = NetworkText(network.configuration)
    let embedding = network.configuration.embeddingSize.map { "embedding of \(Format.count($0))" }
    let parameters = Format.count(network.parameters.table.count, "parameter")
    let parts = [text.cell, text.size, embedding].compactMap { $0 } + text.additions + [parameters]
    Output.note("recurrent network: \(parts.joined(separator: ", "))")
    if !text.regularisation.isEmpty {
      Output.note("regularisation: \(text.regularisation.joined(separator: ", "))")
    }
    if let floor = data.bigramFloor {
      Output.note(
        "bigram floor: \(Format.loss(floor)) nats a symbol, what counting pairs of symbols reaches")
    }
  }
}

/// What a run has come to, after its end.
enum Conclusion {
  static func print(
    _ outcome: WordTraining.Outcome, _ data: WordData, modelPath: String?, isQuiet: Bool
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
      Output.result("training loss    \(Format.loss(loss)) nats a symbol")
    }
    if let loss = outcome.model.training?.validationLoss {
      let floor = data.bigramFloor.map { ", bigram floor \(Format.loss($0))" } ?? ""
      Output.result("validation loss  \(Format.loss(loss)) nats a symbol\(floor)")
    }
    if let modelPath {
      let path = Format.path(modelPath)
      Output.result("model            \(path)")
      if !isQuiet { Output.note("make up words with: unroll sample \(path)") }
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
    case .diverged: "training diverged"
    }
  }
}
