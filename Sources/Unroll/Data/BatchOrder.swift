/// Sequences chosen for a batch, ordered by falling length.
struct BatchOrder {
  /// The sequences, longest first; equal lengths in the order of the data set.
  private(set) var sequences: [Int] = []
  /// The length of each.
  private(set) var lengths: [Int] = []
  /// Where each stood in the choice.
  private(set) var places: [Int] = []
  /// The sequences in the order in which they were chosen.
  private var chosen: [Int] = []

  /// The number of sequences.
  var count: Int { sequences.count }
  /// The length of the longest.
  var steps: Int { lengths.first ?? 0 }

  /// Takes up a choice of a data set's sequences, in the memory that there is.
  mutating func fill(_ choice: some Collection<Int>, lengths all: [Int]) {
    chosen.removeAll(keepingCapacity: true)
    for sequence in choice { chosen.append(sequence) }
    places.removeAll(keepingCapacity: true)
    for place in chosen.indices { places.append(place) }
    let chosen = chosen
    places.heapSort { left, right in
      let (first, second) = (chosen[left], chosen[right])
      if all[first] != all[second] { return all[first] > all[second] }
      return (first, left) < (second, right)
    }
    sequences.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    for place in places {
      sequences.append(chosen[place])
      lengths.append(all[chosen[place]])
    }
  }
}

/// Windows into which time is cut where gradients are summed up: the last window first, and each from its
/// first step to its last. A pass that recomputes what it does not store goes through the same windows in
/// the same order, and so has the same bits.
enum TimeWindow {
  /// The steps of a window for sequences of so many steps: all of them where they are few, otherwise
  /// about the square root, so that states at the windows' borders and steps of one window take about
  /// the same memory.
  static func steps(of total: Int) -> Int {
    if total <= smallest { return max(total, 1) }
    return max(smallest, Int(Double(total).squareRoot().rounded(.up)))
  }

  /// The number of windows of so many steps.
  static func count(of total: Int) -> Int { (total + steps(of: total) - 1) / steps(of: total) }

  /// The steps of a window.
  static func range(_ index: Int, of total: Int) -> Range<Int> {
    let steps = steps(of: total)
    return index * steps..<min((index + 1) * steps, total)
  }

  /// Steps that are never cut.
  private static let smallest = 64
}
