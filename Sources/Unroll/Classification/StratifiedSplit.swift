/// Sequences to learn from and sequences held out, with about the same share of each class.
public struct StratifiedSplit: Sendable, Equatable {
  /// The indices of the sequences to learn from, ascending.
  public let training: [Int]
  /// The indices of those held out, ascending.
  public let heldOut: [Int]

  /// Draws the sequences to hold out.
  ///
  /// Equal texts all go to one side, whatever their classes: what was learned by heart is no answer. They
  /// count as one sequence, of the class that the first of them has. Of each class with n ≥ 2 of these,
  /// n times the share are drawn, rounded, one at the least and n - 1 at the most; a class with
  /// one stays with the training. Depends on data, share and the generator's numbers alone.
  ///
  /// - Parameters:
  ///   - data: sequences with labels.
  ///   - share: 0 for none.
  ///   - generator: where chance comes from.
  /// - Precondition: `share` is in `0..<1`.
  public init(
    _ data: LabelledSequences, heldOutShare share: Double,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition((0..<1).contains(share), "a share of \(share) to hold out")
    guard share > 0, let labels = data.labels else {
      (training, heldOut) = (Array(0..<data.count), [])
      return
    }
    let groups = StratifiedSplit.groups(data.content, count: data.count)
    var groupsOfClass: [String: [Int]] = [:]
    for (group, members) in groups.enumerated() {
      groupsOfClass[labels[members[0]], default: []].append(group)
    }
    var isHeldOut = [Bool](repeating: false, count: data.count)
    for name in data.classes {
      guard var candidates = groupsOfClass[name], candidates.count > 1 else { continue }
      candidates.shuffleReproducibly(using: &generator)
      let wanted = Int((Double(candidates.count) * share).rounded())
      for group in candidates.prefix(min(max(wanted, 1), candidates.count - 1)) {
        for member in groups[group] { isHeldOut[member] = true }
      }
    }
    training = isHeldOut.indices.filter { !isHeldOut[$0] }
    heldOut = isHeldOut.indices.filter { isHeldOut[$0] }
  }

  /// The indices of equal texts, in the order of the first of each; sequences of numbers are never put
  /// together.
  private static func groups(_ content: LabelledSequences.Content, count: Int) -> [[Int]] {
    guard case .texts(let texts) = content else { return (0..<count).map { [$0] } }
    var groups: [[Int]] = []
    var groupOfText: [String: Int] = [:]
    for (index, text) in texts.enumerated() {
      if let group = groupOfText[text] {
        groups[group].append(index)
      } else {
        groupOfText[text] = groups.count
        groups.append([index])
      }
    }
    return groups
  }
}
