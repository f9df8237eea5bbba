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

  @Test func `A network starts as its options say`() throws {
    let list = try WordList(bytes: Array("ab\nba\n".utf8), source: "a test")
    let words = try WordData(list, validation: .fraction(0), unit: .character, seed: 1)
    let arguments = try NetworkArguments.parse([
      "--hidden", "3", "--recurrent-initialiser", "identity", "--identity-scale", "0.5",
    ])
    let network = try arguments.network(
      for: words, RegularisationArguments.parse([]), seed: 1)
    #expect(network.parameters["W"] == [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
  }
}
