import Testing

@testable import UnrollCommand

/// What is kept of the arguments of a search.
@Suite struct GivenArgumentsTests {
  @Test func `The command of the best setting has what was given, without the search's own`() {
    let given = GivenArguments([
      "words.txt", "--time", "2m", "--cell", "lstm", "--trials=9", "--out", "folder", "--json",
      "--normalise", "--quiet", "--epochs=3", "--seed", "4",
    ])
    #expect(
      given.trainCommand(["--hidden", "64"])
        == "unroll train words.txt --cell lstm --normalise --seed 4 --hidden 64")
  }

  @Test func `What a shell would take apart is quoted, and paths behind two dashes stay there`() {
    let given = GivenArguments([
      "--target", "a b", "--forget-bias=-1", "--document-separator", "\\n", "--", "--time", "it's",
    ])
    #expect(
      given.trainCommand(["--hidden", "64"])
        == "unroll train --target 'a b' '--forget-bias=-1' --document-separator '\\n' --hidden 64 "
        + "-- --time 'it'\\''s'")
  }

  @Test func `Options are told apart by name, in whatever order and form they were given`() {
    func options(_ arguments: String...) -> [String: [String]] {
      GivenArguments(arguments).options(without: ["words.txt"])
    }
    let first = options(
      "--normalise", "words.txt", "--cell", "lstm", "--seed", "3", "--threads", "2", "--json")
    #expect(first == ["--normalise": [], "--cell": ["lstm"]])
    #expect(first == options("--cell=lstm", "words.txt", "--time=3m", "--normalise"))
    #expect(
      options("words.txt", "--target", "a", "--target=b", "--target", "c=d")
        == ["--target": ["a", "b", "c=d"]])
  }
}
