import Foundation
import Testing
import Unroll
import UnrollProof

@testable import UnrollCommand

@Suite("Table of unroll check")
struct CheckTableTests {
  func report(_ checks: String) throws -> GradientReport {
    try JSONDecoder().decode(GradientReport.self, from: Data("{\"checks\": [\(checks)]}".utf8))
  }

  let sound = """
    {"cell": "rnn", "trial": "plain", "configuration": "tiny", "parameter": "U",
     "against": "derivation", "maxRelativeError": 1.25e-15, "tolerance": 1e-9, "ok": true},
    {"cell": "rnn", "trial": "plain", "configuration": "tiny", "parameter": "W2r",
     "against": "reference", "gradient": "bptt", "instructionSet": "baseline", "threads": 1,
     "maxRelativeError": 1e-7, "tolerance": 1e-5, "ok": true},
    {"cell": "gru", "trial": "stack", "configuration": "small", "parameter": "a02",
     "against": "finite-difference", "maxRelativeError": 2e-8, "tolerance": 1e-6, "ok": true}
    """

  let broken = """
    {"cell": "gru", "trial": "stack", "configuration": "small", "parameter": "W2r",
     "against": "reference", "gradient": "bptt", "instructionSet": "baseline", "threads": 2,
     "maxRelativeError": null, "tolerance": 1e-5, "ok": false}
    """

  @Test("A block for each cell, a line for each trial, a column for each way")
  func passes() throws {
    #expect(
      CheckTable(try report(sound)).text.hasSuffix(
        """

        rnn                                       tensors  differ.  forward  bptt     rtrl
          plain                                   1.2e-15                    1.0e-07           ok

        gru                                       tensors  differ.  forward  bptt     rtrl
          stack                                            2.0e-08                             ok

        tolerance                                 1.0e-09  1.0e-06           1.0e-05

        All 3 comparisons are within their tolerances.
        """))
  }

  @Test("On demand each trial's parameters follow, the worst of all layers and directions")
  func verbose() throws {
    #expect(
      CheckTable(try report(sound), isVerbose: true).text.contains(
        """
          plain                                   1.2e-15                    1.0e-07           ok
            tiny
            U                                     1.2e-15
            W                                                                1.0e-07

        gru                                       tensors  differ.  forward  bptt     rtrl
          stack                                            2.0e-08                             ok
            small
            a0                                             2.0e-08
        """))
  }

  @Test("The worst of all runs is shown, and what failed is listed with its run")
  func fails() throws {
    let text = CheckTable(try report(sound + "," + broken)).text
    #expect(
      text.contains(
        """
          stack                                            2.0e-08           inf               FAILED
            small
            a0                                             2.0e-08
            W                                                                inf
        """))
    #expect(
      text.hasSuffix(
        """
        FAILED:
          gru, stack: W2r against reference (bptt, baseline, 2 threads): inf, tolerance 1.0e-05
        """))
  }

  @Test("Of very many failures twenty are listed and the rest is counted")
  func manyFailures() throws {
    let text = CheckTable(
      try report(Array(repeating: broken, count: 23).joined(separator: ","))
    ).text
    #expect(text.hasSuffix("\n  and 3 more; --json lists them all"))
    #expect(text.split(separator: "\n").count { $0.contains("W2r against") } == 20)
  }

  @Test("A cell is chosen by its name, vanilla being another one of rnn; the default is all")
  func cells() throws {
    #expect(try CheckCommand.parse([]).cell.cells == Cell.allCases)
    #expect(try CheckCommand.parse(["--cell", "all"]).cell.cells == Cell.allCases)
    #expect(try CheckCommand.parse(["--cell", "vanilla"]).cell.cells == [.vanilla])
    #expect(try CheckCommand.parse(["--cell", "minlstm"]).cell.cells == [.minimalLSTM])
    #expect(throws: (any Error).self) { try CheckCommand.parse(["--cell", "esn"]) }
  }

  @Test("Sizes that are out of range are wrong usage")
  func usage() throws {
    for arguments in [["--hidden", "0"], ["--steps", "201"], ["--hidden", "64"]] {
      let command = try CheckCommand.parse(arguments)
      let failure = #expect(throws: CommandFailure.self) { try command.run() }
      #expect(failure?.code == .usage)
    }
  }
}
