import ArgumentParser
import Testing
import Unroll

@testable import UnrollCommand

/// What options become: the library's choices.
@Suite struct OptionTests {
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
    let none = try TrainingArguments.parse([]).options
    #expect(none.averaging == .none && none.accumulation == 1)
    let moving = try TrainingArguments.parse(["--ema", "0.75", "--accumulate", "3"]).options
    #expect(moving.averaging == .exponential(decay: 0.75) && moving.accumulation == 3)
    let epochs = try TrainingArguments.parse(["--swa", "0.25"]).options
    #expect(epochs.averaging == .stochastic(start: 0.25))
  }

  @Test func `Options say what the network is made of and what is left out at random`() throws {
    let three = NetworkConfiguration.Port.symbols(count: 3)
    let plain = try NetworkArguments.parse([])
      .configuration(symbols: 3)
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
    #expect(
      network.configuration(symbols: 3, loss: regularisation.loss, dropout: regularisation.rates)
        == expected)
  }

  @Test func `A network starts as its options say`() throws {
    let list = try WordList(bytes: Array("ab\nba\n".utf8), source: "two words")
    let words = try WordData(list, validation: .fraction(0), unit: .character, seed: 1)
    let arguments = try NetworkArguments.parse([
      "--hidden", "3", "--recurrent-initialiser", "identity", "--identity-scale", "0.5",
    ])
    let network = try arguments.network(for: words, RegularisationArguments.parse([]), seed: 1)
    #expect(network.parameters["W"] == [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
  }
}
