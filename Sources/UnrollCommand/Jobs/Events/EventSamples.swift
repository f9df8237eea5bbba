import ArgumentParser
import Unroll

/// Sequences that a model makes up: `sample`.
enum EventSamples {
  private struct Line: Encodable {
    let steps: [[Int]]
  }

  /// How many sequences, of how many steps, and how they are drawn.
  struct Request {
    var count: Int
    var length: Int
    var prefix: String
    var temperature: Double
    var seed: UInt64
  }

  /// Prints sequences; each as one line of JSON, or as its steps, one a line.
  static func print(_ model: EventModel, _ request: Request, isJSON: Bool) throws {
    var beginning: EventSet.Sequence = []
    if !request.prefix.isEmpty {
      do throws(EventError) {
        beginning = try EventFile.sequence(
          request.prefix, source: "--prefix", allowed: model.range)
      } catch {
        throw ValidationError(error.description)
      }
    }
    let sampler = EventSampler(model)
    for number in 0..<request.count {
      var stream = RandomStream(seed: request.seed, purpose: .sampling, index: UInt64(number))
      let added = try sampler.steps(
        after: beginning, count: request.length, temperature: request.temperature, using: &stream)
      if isJSON {
        try Output.json(Line(steps: beginning + added))
      } else {
        if number > 0 { Output.result("") }
        for step in beginning + added {
          Output.result(step.map { "\($0)" }.joined(separator: " "))
        }
      }
    }
  }
}
