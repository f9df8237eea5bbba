import Foundation
import Testing
import Unroll

/// What a run of training leaves behind and tells.
@Suite struct TrainingTests {
  private func unroll() throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    return unroll
  }

  @Test func `A run's folder holds both models and the metrics, and nothing else`() throws {
    let unroll = try Trained.folder()
    #expect(
      try unroll.files(in: "words-model") == [
        "last.safetensors", "metrics.jsonl", "model.safetensors",
      ])
  }

  @Test func `JSON has a line for each epoch and one for the end, as promised`() throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(["--json"]))
    #expect(outcome.code == 0)
    #expect(outcome.error.isEmpty)
    let lines = try JSONObject.lines(of: outcome.output)
    #expect(lines.count == 3)
    for (index, line) in lines.dropLast().enumerated() {
      #expect(line["event"] as? String == "epoch")
      #expect(line["epoch"] as? Int == index + 1)
      #expect(
        Set(line.keys).isSuperset(of: [
          "steps", "loss", "validationLoss", "symbolsPerSecond", "seconds",
        ]))
    }
    let end = try #require(lines.last)
    #expect(end["event"] as? String == "end")
    #expect(end["reason"] as? String == "epochs")
    #expect(end["epoch"] as? Int == 2)
    #expect(end["model"] as? String == "words-model/model.safetensors")
    #expect(Set(end.keys).isSuperset(of: ["loss", "validationLoss", "seconds"]))
    let metrics = String(decoding: try unroll.bytes("words-model/metrics.jsonl"), as: UTF8.self)
    #expect(metrics == outcome.output)
  }

  @Test func `Without validation words JSON has a null, not a number`() throws {
    let outcome = try unroll().run(Trained.train(["--json", "--validation", "0"]))
    for line in try JSONObject.lines(of: outcome.output) {
      #expect(line["validationLoss"] is NSNull)
    }
  }

  @Test func `Words from a pipe are all learned, for nothing of it is read to guess the job`()
    throws
  {
    let unroll = try unroll()
    let outcome = try unroll.shell(
      "mkfifo pipe; cat words.txt > pipe & exec \"$0\" \"$@\"", "train", "pipe", "--hidden", "8",
      "--epochs", "1", "--out", "model")
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("pipe is a pipe: learned as words (--task says otherwise)"))
    #expect(outcome.error.contains("\(Trained.words.count) words from pipe"), "\(outcome.error)")
  }

  @Test func `Quiet prints nothing on standard error`() throws {
    let outcome = try unroll().run(Trained.train([]))
    #expect(outcome.code == 0)
    #expect(outcome.error.isEmpty)
    #expect(outcome.output.contains("ended after 2 epochs"))
  }

  /// The numbers of a file; how long the run took, which a checkpoint tells too, is left out.
  private func tensors(_ unroll: Unroll, _ name: String) throws -> [Safetensors.Tensor] {
    try Safetensors.decode(unroll.bytes(name), source: name).tensors
  }

  @Test func `The same seed gives the same bytes for any number of threads`() throws {
    let unroll = try unroll()
    for threads in ["1", "2", "3"] {
      let outcome = try unroll.run(
        Trained.train(["--hidden", "96", "--batch", "all", "--threads", threads, "--out", threads]))
      #expect(outcome.code == 0)
    }
    let (model, last) = (
      try unroll.bytes("1/model.safetensors"), try tensors(unroll, "1/last.safetensors")
    )
    for threads in ["2", "3"] {
      #expect(try unroll.bytes("\(threads)/model.safetensors") == model)
      #expect(try tensors(unroll, "\(threads)/last.safetensors") == last)
    }
  }

  @Test(arguments: [
    ["--cell", "rnn", "--activation", "relu", "--layers", "2", "--recurrent-dropout", "0.1"],
    ["--cell", "lstm", "--layers", "2", "--zoneout", "0.1", "--cell-zoneout", "0.1"],
    ["--cell", "gru", "--embedding", "8", "--tie", "--input-dropout", "0.2", "--normalise"],
    ["--cell", "mingru", "--layers", "3", "--residual", "--dropout", "0.2"],
    ["--cell", "minlstm", "--learn-initial-state", "--label-smoothing", "0.1"],
  ])
  func `Every cell learns, writes and is judged alike on any number of threads`(
    options: [String]
  ) throws {
    let unroll = try unroll()
    try unroll.write("nina\nkarla\n", to: "held.txt")
    var models: Set<[UInt8]> = []
    for threads in ["1", "2"] {
      let trained = try unroll.run(
        Trained.train(
          options + ["--threads", threads, "--validation", "held.txt", "--json", "--out", "out"]))
      #expect(trained.code == 0, "\(trained.error)")
      let end = try #require(try JSONObject.lines(of: trained.output).last)
      let report = try JSONObject.one(of: unroll("evaluate", "out", "held.txt", "--json").output)
      #expect(report["loss"] as? Double == end["validationLoss"] as? Double)
      let words = try unroll("sample", "out", "--count", "3", "--prefix", "an")
      #expect(words.code == 0 && words.output.split(separator: "\n").count == 3)
      models.insert(try unroll.bytes("out/model.safetensors"))
    }
    #expect(models.count == 1)
  }

  @Test func `The introduction names the cell, the sizes and what is left out at random`() throws {
    let arguments = Trained.train(
      [
        "--cell", "gru", "--layers", "2", "--embedding", "8", "--tie", "--residual", "--dropout",
        "0.25", "--label-smoothing", "0.1",
      ]
    ).filter { $0 != "--quiet" }
    let lines = try unroll().run(arguments).error.split(separator: "\n")
    #expect(
      lines.contains(
        "recurrent network: gru, 2 layers of 8 hidden neurons, embedding of 8, residual connections, "
          + "tied weights, 1,035 parameters"))
    #expect(lines.contains("regularisation: dropout 0.25, label smoothing 0.1"))
  }

  @Test func `Another seed gives another model, the first and the last seed too`() throws {
    let unroll = try unroll()
    var models: Set<[UInt8]> = []
    for seed in ["0", "1", "18446744073709551615"] {
      #expect(try unroll.run(Trained.train(["--seed", seed, "--out", seed])).code == 0)
      models.insert(try weights(unroll.bytes("\(seed)/model.safetensors")))
    }
    #expect(models.count == 3)
  }

  @Test func `With no epochs the initial weights are written`() throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(["--epochs", "0", "--json"]))
    #expect(outcome.code == 0)
    let lines = try JSONObject.lines(of: outcome.output)
    #expect(lines.count == 1)
    #expect(lines.first?["loss"] is NSNull)
    let model = try tensors(unroll, "words-model/model.safetensors")
    #expect(try tensors(unroll, "words-model/last.safetensors").starts(with: model))
    #expect(try unroll("sample", "words-model", "--count", "1").code == 0)
  }

  @Test(arguments: [
    (["--until-loss", "100"], "loss", 1), (["--time", "0s"], "time", 1),
    (["--epochs", "1"], "epochs", 1),
    (["--patience", "1", "--learning-rate", "5", "--epochs", "50"], "patience", nil),
  ])
  func `A run ends for the reason it was given`(
    options: [String], reason: String, epochs: Int?
  ) throws {
    let outcome = try unroll().run(Trained.train(["--json"] + options))
    #expect(outcome.code == 0)
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == reason)
    if let epochs { #expect(end["epoch"] as? Int == epochs) }
  }

  @Test func `A time limit is kept`() throws {
    let begin = Date()
    let outcome = try unroll().run(
      Trained.train(["--epochs", "1000000000", "--time", "0.5s", "--json"]))
    #expect(outcome.code == 0)
    #expect(Date().timeIntervalSince(begin) < 30)
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "time")
    #expect(try #require(end["seconds"] as? Double) >= 0.5)
  }

  @Test func `Both gradient methods follow the same loss curve`() throws {
    let unroll = try unroll()
    var curves: [[Double]] = []
    for method in ["bptt", "rtrl"] {
      let outcome = try unroll.run(
        Trained.train(["--epochs", "4", "--gradient", method, "--json", "--out", method]))
      #expect(outcome.code == 0)
      curves.append(
        try JSONObject.lines(of: outcome.output).dropLast().compactMap { $0["loss"] as? Double })
    }
    #expect(curves[0].count == 4 && curves[1].count == 4)
    for (sweep, recursion) in zip(curves[0], curves[1]) { #expect(abs(sweep - recursion) < 1e-3) }
  }

  @Test(
    arguments: [
      ["--optimizer", "gd", "--batch", "all", "--reduction", "sum", "--learning-rate", "0.001"],
      ["--optimizer", "nesterov", "--batch", "1", "--schedule", "step", "--step-every", "1"],
      ["--optimizer", "momentum", "--activation", "relu", "--clip-value", "0.1"],
      ["--optimizer", "rmsprop", "--activation", "logistic", "--schedule", "constant"],
      ["--optimizer", "adagrad", "--initialiser", "xavier-normal", "--warm-up", "1"],
      ["--optimizer", "adam", "--hidden", "1", "--clip", "0", "--batch", "9223372036854775807"],
      ["--initialiser", "he-uniform", "--recurrent-initialiser", "orthogonal"],
      ["--accumulate", "3", "--ema", "0.9"],
      ["--accumulate", "1", "--batch", "all", "--swa", "0.5", "--validation", "0"],
      [
        "--initialiser", "he-normal", "--activation", "relu", "--recurrent-initialiser", "identity",
        "--identity-scale", "0.5",
      ],
      ["--weight-decay", "0.1", "--keep-repeats", "--unit", "byte", "--learning-rate", "1e-300"],
    ])
  func `Every kind of update trains`(options: [String]) throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(options))
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try unroll("sample", "words-model", "--count", "1").code == 0)
  }

  /// Both files, so that the loss that they tell is that of the weights that they hold.
  @Test(arguments: [["--ema", "0.9"], ["--swa", "0"]])
  func `With an average both models hold averaged weights, and train as without`(
    options: [String]
  ) throws {
    let unroll = try unroll()
    let runs = try [[], options].map { options in
      let outcome = try unroll.run(Trained.train(["--json", "--epochs", "3"] + options))
      #expect(outcome.code == 0, "\(outcome.error)")
      return try JSONObject.lines(of: outcome.output).dropLast()
    }
    #expect(runs[0].map { $0["loss"] as? Double } == runs[1].map { $0["loss"] as? Double })
    for name in ["model", "last"] {
      let plain = try weights(unroll.bytes("words-model/\(name).safetensors"))
      #expect(try weights(unroll.bytes("words-model-2/\(name).safetensors")) != plain, "\(name)")
    }
  }

  @Test func `Accumulated batches count as one update`() throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(["--json", "--accumulate", "2", "--batch", "4"]))
    // Eleven words to learn: three batches, two updates.
    let steps = try JSONObject.lines(of: outcome.output).compactMap { $0["steps"] as? Int }
    #expect(steps == [2, 4])
  }

  @Test func `Runs without a folder of their own get numbered ones`() throws {
    let unroll = try Trained.folder()
    for _ in 0..<2 { #expect(try unroll.run(Trained.train([])).code == 0) }
    #expect(try unroll.files() == ["words-model", "words-model-2", "words-model-3", "words.txt"])
  }

  @Test func `Runs that start at the same moment get folders of their own`() throws {
    let unroll = try unroll()
    let runs = try (0..<4).map { _ in try unroll.start(Trained.train([])) }
    for run in runs { #expect(run.wait().code == 0) }
    let folders = try unroll.files().filter { $0 != "words.txt" }
    #expect(folders.count == 4)
    for folder in folders { #expect(try unroll.files(in: folder).count == 3) }
  }

  @Test func `Words from a nameless pipe get a folder with a name`() throws {
    let unroll = try unroll()
    let outcome = try unroll.run(
      ["train", "/dev/stdin", "--hidden", "4", "--epochs", "1", "--quiet"], inputText: "a\nb\n")
    #expect(outcome.code == 0)
    #expect(try unroll.files() == ["words-model", "words.txt"])
  }

  /// The first puts infinity into the weights at its last step, where no further loss shows it;
  /// the last one does so in the middle of a run.
  @Test(arguments: [
    ["--batch", "all", "--epochs", "1", "--optimizer", "gd", "--learning-rate", "1e300"],
    [
      "--batch", "all", "--optimizer", "gd", "--learning-rate", "1e9", "--activation", "relu",
      "--clip", "0",
    ],
    ["--weight-decay", "1e300", "--validation", "0"],
    ["--schedule", "step", "--step-every", "1", "--step-factor", "1e300", "--epochs", "9"],
  ])
  func `A run that diverges says where, and leaves finite models`(options: [String]) throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(options + ["--json"]))
    #expect(outcome.code == 70)
    #expect(outcome.error.contains(#/training diverged in epoch \d+, at step \d+: /#))
    #expect(outcome.error.contains("in words-model/model.safetensors\n"))
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "diverged")
    for name in ["model", "last"] {
      // Reading refuses numbers that are not finite.
      let sampled = try unroll("sample", "words-model/\(name).safetensors", "--count", "3")
      #expect(sampled.code == 0, "\(name): \(sampled.error)")
    }
  }

  private static let diverging = [
    "--batch", "all", "--optimizer", "gd", "--learning-rate", "1e9", "--activation", "relu",
    "--clip", "0", "--epochs", "40",
  ]

  @Test func `With half the rate again and again, a run that diverges comes to its end`() throws {
    let unroll = try unroll()
    let lowered = try unroll.run(
      Trained.train(Self.diverging + ["--on-divergence", "lower-rate", "--json"]))
    #expect(lowered.code == 70, "\(lowered.error)")
    let tame = ["--learning-rate", "3000", "--on-divergence", "lower-rate", "--json"]
    let outcome = try unroll.run(Trained.train(Self.diverging + tame))
    #expect(outcome.code == 0, "\(outcome.error)")
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "epochs")
    #expect((end["loss"] as? Double).map(\.isFinite) == true)
  }

  /// A hidden state that grows a hundredfold each step is too large for a long word, and only there.
  @Test
  func `Updates that diverge can be left out, and where it begins is said`()
    throws
  {
    let unroll = try unroll()
    let long = String(repeating: "abcdef", count: 5)
    try unroll.write((Trained.words + [long]).joined(separator: "\n"), to: "words.txt")
    let growing = [
      "--activation", "relu", "--recurrent-initialiser", "identity", "--identity-scale", "100",
      "--validation", "0", "--optimizer", "gd", "--learning-rate", "1e-9", "--epochs", "300",
      "--detect-anomaly",
    ]
    let stopped = try unroll.run(Trained.train(growing))
    #expect(stopped.code == 70)
    #expect(stopped.error.contains(#/it began in .*layer 1.*time step \d+/#), "\(stopped.error)")
    let skipped = try unroll.run(
      Trained.train(growing + ["--batch", "1", "--on-divergence", "skip", "--epochs", "3"]))
    #expect(skipped.code == 0, "\(skipped.error)")
    // What diverged before a run was taken up again stays in its metrics.
    let longer = try unroll("train", "--resume", "--out", "words-model-2", "--epochs", "5")
    #expect(longer.code == 0, "\(longer.error)")
    let metrics = String(decoding: try unroll.bytes("words-model-2/metrics.jsonl"), as: UTF8.self)
    let events = try JSONObject.lines(of: metrics).map {
      "\($0["event"] as? String ?? "") \($0["epoch"] as? Int ?? 0)"
    }
    #expect(events == (1...5).flatMap { ["divergence \($0)", "epoch \($0)"] } + ["end 5"])
    let never = try unroll.run(
      Trained.train(growing + ["--batch", "all", "--on-divergence", "skip"]))
    #expect(never.code == 70)
    #expect(never.error.contains("in epoch 101, at step 1:"), "\(never.error)")
    #expect(try unroll("sample", "words-model", "--count", "3").code == 0)
  }

  /// The numbers of a model's file, without its header.
  private func weights(_ file: [UInt8]) -> [UInt8] {
    let headerLength = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(file[(8 + headerLength)...])
  }
}
