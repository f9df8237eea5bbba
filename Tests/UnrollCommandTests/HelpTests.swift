import Testing

@Suite struct HelpTests {
  /// A new command is one more name here; `UNROLL_UPDATE_GOLDEN=1 swift test` writes its page.
  @Test(arguments: [
    "", "demo", "train", "tune", "evaluate", "predict", "sample", "complete", "score", "online",
    "check", "derive", "inspect", "bench",
  ])
  func `Every command has its page of help`(command: String) throws {
    let unroll = try Unroll()
    let arguments = command.isEmpty ? ["--help"] : [command, "--help"]
    let outcome = try unroll.run(arguments)
    #expect(outcome.code == 0)
    #expect(outcome.error.isEmpty)
    #expect(try unroll.files().isEmpty)
    let widest =
      outcome.output.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }
      .map(\.count).max() ?? 0
    #expect(widest <= 80, "a line of \(widest) columns")
    try Golden.expect(
      outcome.output, equals: command.isEmpty ? "help.txt" : "help-\(command).txt")
  }

  @Test func `Without a command the page of help says where to start`() throws {
    let unroll = try Unroll()
    let outcome = try unroll()
    #expect(outcome.code == 0)
    #expect(outcome.output == (try unroll("--help").output))
    #expect(outcome.output.contains("unroll demo"))
  }

  @Test func `The version is a line of its own`() throws {
    let outcome = try Unroll()("--version")
    #expect(outcome.code == 0)
    #expect(outcome.output.split(separator: ".").count == 3)
    #expect(outcome.output.hasSuffix("\n"))
  }
}
