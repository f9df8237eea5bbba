import Testing

@testable import Unroll

/// Files of forecasts and events come back as they were, and hostile ones are refused.
@Suite struct NumberFileTests {
  private let shape = ForecastShape(
    targets: ["y"], covariates: ["x"], context: 3, horizon: 2, season: 4)

  private func forecast() throws -> ForecastModel {
    let series = try ForecastTests.series("y,x\n1,2\n3,2\n7,4\n5,8\n9,4\n4,4\n", shape)
    let configuration = NetworkConfiguration(
      input: .values(size: 3), cell: .lstm, hiddenSize: 3, output: .values(size: 2),
      loss: .quantiles(levels: [0.25, 0.75]))
    return ForecastModel(
      shape: shape, scaling: Scaling(series, shape, rows: 5),
      network: try Network(configuration, seed: 1))
  }

  private func events() throws -> EventModel {
    let configuration = NetworkConfiguration(
      input: .values(size: 4), hiddenSize: 3, output: .values(size: 4), loss: .binary)
    return EventModel(range: 3...6, network: try Network(configuration, seed: 1))
  }

  @Test func `Models of numbers come back as they were`() throws {
    let forecast = try forecast()
    let events = try events()
    #expect(
      try ModelFile.decodeContent(ModelFile.encode(forecast), source: "f") == .forecast(forecast))
    #expect(try ModelFile.decodeContent(ModelFile.encode(events), source: "e") == .events(events))
  }

  @Test(arguments: [
    ("\\\"context\\\":3", "\\\"context\\\":0"), ("\\\"horizon\\\":2", "\\\"horizon\\\":9"),
    ("\\\"targets\\\":[\\\"y\\\"]", "\\\"targets\\\":[\\\"x\\\"]"),
    ("\\\"means\\\":[", "\\\"means\\\":[1,"), ("\\\"prediction\\\"", "\\\"predictions\\\""),
  ])
  func `A forecast whose parts contradict each other is refused`(old: String, new: String) throws {
    try expectRefusal(ModelFile.encode(forecast()), old, new)
  }

  @Test(arguments: ["[3,7]", "[6,3]", "[-1,2]", "[3]", "[]", "[3,99999999999]", "null"])
  func `Events whose range does not fit are refused`(range: String) throws {
    try expectRefusal(ModelFile.encode(events()), "[3,6]", range)
  }

  private func expectRefusal(_ bytes: [UInt8], _ old: String, _ new: String) throws {
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    let changed = header.replacing(old, with: new)
    #expect(changed != header, "nothing was changed")
    let size = changed.utf8.count
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    #expect(throws: ModelFileError.self) {
      try ModelFile.decodeContent(
        prefix + Array(changed.utf8) + bytes[(8 + length)...], source: "m")
    }
  }
}
