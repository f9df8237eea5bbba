import ArgumentParser
import Unroll

/// The options of events.
struct EventArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The lowest and the highest index that can be active. (default: those of the file)",
      valueName: "low-high"))
  var indices: IndexRangeArgument?
}

/// Two indices, as `21-108`.
struct IndexRangeArgument: ExpressibleByArgument {
  let range: ClosedRange<Int>

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1], low >= 0, low <= high,
      high <= EventFile.largestIndex
    else { return nil }
    range = low...high
  }
}
