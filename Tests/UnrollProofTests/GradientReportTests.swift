import Foundation
import Testing
import Unroll

@testable import UnrollProof

@Suite("Report of a gradient check")
struct GradientReportTests {
  func check(error: Double, ok: Bool, engine: Bool = true) -> GradientReport.Check {
    GradientReport.Check(
      cell: .lstm, trial: "plain", configuration: "tiny", parameter: "W",
      against: engine ? .reference : .finiteDifference, gradient: engine ? .rtrl : nil,
      instructionSet: engine ? "baseline" : nil, threads: engine ? 2 : nil,
      maxRelativeError: error, tolerance: 0.25, ok: ok)
  }

  func json(_ report: GradientReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }

  @Test("JSON has the keys that scripts rely on; comparisons in Double have no engine")
  func keys() throws {
    let report = GradientReport(checks: [check(error: 0.5, ok: false, engine: false)])
    #expect(
      try json(report) == """
        {"checks":[{"against":"finite-difference","cell":"lstm","configuration":"tiny",\
        "maxRelativeError":0.5,"ok":false,"parameter":"W","tolerance":0.25,"trial":"plain"}],"ok":false}
        """)
  }

  @Test("An engine's check names its method, level and threads; an infinite error is null")
  func engine() throws {
    let report = GradientReport(checks: [check(error: .infinity, ok: false)])
    #expect(
      try json(report) == """
        {"checks":[{"against":"reference","cell":"lstm","configuration":"tiny",\
        "gradient":"rtrl","instructionSet":"baseline","maxRelativeError":null,"ok":false,\
        "parameter":"W","threads":2,"tolerance":0.25,\
        "trial":"plain"}],"ok":false}
        """)
  }

  @Test("A report comes back from JSON as it was")
  func roundTrip() throws {
    let report = GradientReport(
      checks: [
        check(error: 1e-7, ok: true), check(error: .infinity, ok: false),
        check(error: 3e-11, ok: true, engine: false),
      ])
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(GradientReport.self, from: data) == report)
  }

  @Test("One failure fails the report, and so does a report of nothing")
  func verdict() {
    #expect(GradientReport(checks: [check(error: 0, ok: true)]).ok)
    #expect(
      !GradientReport(checks: [check(error: 0, ok: true), check(error: 1, ok: false)]).ok)
    #expect(!GradientReport(checks: []).ok)
  }
}
