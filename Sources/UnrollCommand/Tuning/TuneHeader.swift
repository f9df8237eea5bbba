/// The first line of `tune.jsonl`: what was searched, so that nothing else is added to it.
struct TuneHeader: Codable, Equatable {
  var event = "search"
  /// The form of the file.
  var version = 1
  let task: String
  let data: [DataPrint]
  /// The options of `unroll train` that were given, with their values.
  let options: [String: [String]]
  let seed: UInt64
  let trials: Int
  /// The whole search's seconds; nil where epochs are counted.
  let seconds: Double?
  /// Epochs of the last rung's runs; nil where time is counted.
  let epochs: Int?
  /// What the job takes of itself: another version of the program may take something else.
  let usual: Setting

  /// What differs from the search that a file holds, as a sentence's end; nil for nothing.
  func difference(from old: TuneHeader) -> String? {
    if version != old.version { return "the file is of version \(old.version), this is \(version)" }
    if task != old.task { return "the task is \(task), and was \(old.task)" }
    if let difference = dataDifference(from: old) { return difference }
    for name in Set(options.keys).union(old.options.keys).sorted()
    where options[name] != old.options[name] {
      return "\(name) \(Self.text(options[name], verb: "is")), and "
        + Self.text(old.options[name], verb: "was") + " there"
    }
    if seed != old.seed { return "--seed is \(seed), and was \(old.seed)" }
    if trials != old.trials { return "--trials is \(trials), and was \(old.trials)" }
    if seconds != old.seconds || epochs != old.epochs {
      return "the budget is \(budget), and was \(old.budget)"
    }
    if usual != old.usual { return "another version of unroll with other defaults began it" }
    return nil
  }

  private func dataDifference(from old: TuneHeader) -> String? {
    if data.count != old.data.count {
      return "it reads \(Format.count(data.count, "file")), and read \(old.data.count)"
    }
    for (new, old) in zip(data, old.data) where (new.bytes, new.hash) != (old.bytes, old.hash) {
      let name = Format.path(new.name)
      return new.bytes == old.bytes
        ? "\(name) has another content"
        : "\(name) has \(Format.count(new.bytes, "byte")), and had \(Format.count(old.bytes))"
    }
    return nil
  }

  /// The budget in words.
  var budget: String {
    if let seconds { return Format.seconds(seconds) }
    return "\(Format.count(epochs ?? 0, "epoch")) in the last round"
  }

  private static func text(_ values: [String]?, verb: String) -> String {
    guard let values else { return "\(verb) not given" }
    return values.isEmpty ? "\(verb) given" : "\(verb) \(values.joined(separator: " "))"
  }
}
