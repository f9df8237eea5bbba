import Foundation
import Testing
import UnrollProof

@testable import UnrollCommand

@Suite("Table of unroll check")
struct CheckTableTests {
  func report(_ checks: String) throws -> GradientReport {
    try JSONDecoder().decode(GradientReport.self, from: Data("{\"checks\": [\(checks)]}".utf8))
  }

  let sound = """
    {"cell": "vanilla", "configuration": "tiny", "parameter": "U", "against": "derivation",
     "maxRelativeError": 1.25e-15, "tolerance": 1e-9, "ok": true},
    {"cell": "vanilla", "configuration": "tiny", "parameter": "W", "against": "reference",
     "gradient": "bptt", "instructionSet": "baseline", "threads": 1,
     "maxRelativeError": 1e-7, "tolerance": 1e-5, "ok": true}
    """

  let broken = """
    {"cell": "vanilla", "configuration": "tiny", "parameter": "W", "against": "reference",
     "gradient": "bptt", "instructionSet": "baseline", "threads": 2,
     "maxRelativeError": null, "tolerance": 1e-5, "ok": false}
    """

  @Test("A block for each network, a line for each way, a column for each parameter")
  func passes() throws {
    #expect(
      CheckTable(try report(sound)).text == """
        Largest relative errors:

        vanilla: tiny
                              U        W        b        V        c        loss     tolerance
          tensors             1.2e-15                                               1.0e-09  ok
          engine, bptt                 1.0e-07                                      1.0e-05  ok

        All 2 comparisons are within their tolerances.
        """)
  }

  @Test("The worst of all runs is shown, and what failed is listed with its run")
  func fails() throws {
    let text = CheckTable(try report(sound + "," + broken)).text
    #expect(
      text.contains(
        "  engine, bptt                 inf                                          1.0e-05  FAILED"
      ))
    #expect(
      text.hasSuffix(
        """
        FAILED:
          W against reference (bptt, baseline, 2 threads): inf, tolerance 1.0e-05; tiny
        """))
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
