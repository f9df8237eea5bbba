import Unroll

/// The chances of the step after each sequence: `predict`.
struct EventPrediction: Encodable {
  /// The number of the sequence, from 1.
  let sequence: Int
  /// How many steps it has.
  let steps: Int
  /// The chance of each index to be active in the next step, by the index; those under a thousandth are left
  /// out.
  let next: [String: Double]

  private static let least: Float = 0.001

  /// Predicts for all sequences of a file, or of a split.
  static func print(
    _ model: EventModel, _ path: String, isJSON: Bool
  ) throws {
    let file: EventFile
    do throws(EventError) {
      file = try EventData.file(path, model.range)
    } catch {
      throw CommandFailure(error)
    }
    let sampler = EventSampler(model)
    let sets = file.splits.keys.sorted().compactMap { file.splits[$0] }
    for (number, sequence) in sets.flatMap(\.sequences).enumerated() {
      let chances = try sampler.chances(after: sequence).enumerated()
        .filter { $0.element >= least }
        .map { (index: model.range.lowerBound + $0.offset, chance: $0.element) }
      if isJSON {
        var next: [String: Double] = [:]
        for (index, chance) in chances { next["\(index)"] = Double("\(chance)") ?? Double(chance) }
        try Output.json(
          EventPrediction(sequence: number + 1, steps: sequence.count, next: next))
      } else {
        let likeliest = chances.sorted { ($1.chance, $0.index) < ($0.chance, $1.index) }.prefix(12)
        let text = likeliest.map { "\($0.index) \(Format.percent(Double($0.chance), decimals: 1))" }
        Output.result("sequence \(number + 1): \(text.joined(separator: "  "))")
      }
    }
  }
}
