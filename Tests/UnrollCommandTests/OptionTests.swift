import ArgumentParser
import Testing
import Unroll

@testable import UnrollCommand

/// What options become: the library's choices.
@Suite struct OptionTests {
  private let defaults = JobDefaults(.words, .medium)

  @Test(arguments: [
    ([], Initialisation()),
    (["--initialiser", "he-normal"], Initialisation(weights: .heNormal)),
    (["--recurrent-initialiser", "same"], Initialisation()),
    (["--recurrent-initialiser", "orthogonal"], Initialisation(recurrent: .orthogonal)),
    (["--recurrent-initialiser", "identity"], Initialisation(recurrent: .identity(scale: 1))),
    (
      ["--recurrent-initialiser", "identity", "--identity-scale", "0.25"],
      Initialisation(recurrent: .identity(scale: 0.25))
    ),
    (["--forget-bias=-1.5"], Initialisation(memory: .plain(-1.5))),
    (["--forget-bias", "0"], Initialisation(memory: .plain(0))),
    (["--chrono", "40"], Initialisation(memory: .chrono(longest: 40))),
  ])
  func `Options say how parameters start`(options: [String], expected: Initialisation) throws {
    #expect(try NetworkArguments.parse(options).initialisation == expected)
  }

  @Test func `Options say what is averaged and accumulated`() throws {
    let none = try TrainingArguments.parse([]).options(defaults)
    #expect(none.averaging == .none && none.accumulation == 1)
    let moving = try TrainingArguments.parse(["--ema", "0.75", "--accumulate", "3"]).options(
      defaults)
    #expect(moving.averaging == .exponential(decay: 0.75) && moving.accumulation == 3)
    let epochs = try TrainingArguments.parse(["--swa", "0.25"]).options(defaults)
    #expect(epochs.averaging == .stochastic(start: 0.25))
  }

  @Test func `Options say what the network is made of and what is left out at random`() throws {
    let three = NetworkConfiguration.Port.symbols(count: 3)
    let plain = try NetworkPlan(NetworkArguments.parse([]), defaults).configuration(symbols: 3)
    #expect(plain == NetworkConfiguration(input: three, hiddenSize: 128, output: three))
    let network = try NetworkArguments.parse([
      "--cell", "lstm", "--layers", "3", "--hidden", "5", "--embedding", "5", "--tie",
      "--residual", "--normalise", "--learn-initial-state",
    ])
    let regularisation = try RegularisationArguments.parse([
      "--dropout", "0.1", "--input-dropout", "0.2", "--recurrent-dropout", "0.3", "--zoneout",
      "0.4", "--cell-zoneout", "0.5", "--label-smoothing", "0.6",
    ])
    var expected = NetworkConfiguration(
      input: three, embeddingSize: 5, cell: .lstm, hiddenSize: 5, layers: 3, output: three,
      loss: .crossEntropy(labelSmoothing: 0.6))
    expected.hasResidualConnections = true
    expected.isNormalised = true
    expected.learnsInitialState = true
    expected.tiesWeights = true
    expected.dropout.layers = 0.1
    expected.dropout.input = 0.2
    expected.dropout.recurrent = 0.3
    expected.dropout.zoneout = 0.4
    expected.dropout.cellZoneout = 0.5
    let plan = try NetworkPlan(network, defaults, regularisation)
    #expect(plan.configuration(symbols: 3) == expected)
  }

  @Test func `What nobody says is the job's, and gives way to what somebody says`() throws {
    let text = JobDefaults(.text, .large)
    let usual = try NetworkPlan(
      NetworkArguments.parse([]), text, RegularisationArguments.parse([]))
    #expect(usual.cell == .lstm && usual.hidden == 512 && usual.embedding == 128)
    #expect(usual.rates == text.dropout && text.dropout.layers > 0)
    let own = try NetworkPlan(
      NetworkArguments.parse(["--cell", "gru", "--embedding", "0"]), text,
      RegularisationArguments.parse(["--dropout", "0"]))
    #expect(own.cell == .gru && own.embedding == nil && own.rates == DropoutRates())
    let options = try TrainingArguments.parse([]).options(text)
    #expect(options.epochs == text.epochs && options.learningRate == text.learningRate)
    let limited = try TrainingArguments.parse(["--time", "3m"]).options(text)
    #expect(limited.epochs == 1_000_000_000 && limited.seconds == 180)
    let both = try TrainingArguments.parse(["--time", "3m", "--epochs", "2"]).options(text)
    #expect(both.epochs == 2)
    // The job's rate is one for the job's rule.
    let other = try TrainingArguments.parse(["--optimizer", "gd"]).options(text)
    #expect(other.learningRate == nil)
  }

  @Test func `A network starts as its options say`() throws {
    let list = try WordList(bytes: Array("ab\nba\n".utf8), source: "two words")
    let words = try WordData(list, validation: .fraction(0), unit: .character, seed: 1)
    let arguments = try NetworkArguments.parse([
      "--hidden", "3", "--recurrent-initialiser", "identity", "--identity-scale", "0.5",
    ])
    let plan = try NetworkPlan(arguments, defaults)
    let network = try plan.network(
      plan.configuration(symbols: words.alphabet.count), seed: 1)
    #expect(network.parameters["W"] == [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
  }
}
