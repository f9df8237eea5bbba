import ArgumentParser
import Unroll

/// The options of sequences with classes.
struct ClassArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Of a table of numbers, how many make a time step: 8 for images of 8 × 8 by rows. (default: 1)
      """, valueName: "numbers"))
  var stepSize: Int?

  @Option(help: "Let each sequence count the same, or each class. (default: none)")
  var classWeights: ClassWeights?

  func validate() throws {
    try Check.range("--step-size", stepSize, 1...1_000_000)
  }

  /// Refuses what other jobs have no use for.
  func checkUnused() throws {
    for (name, isGiven) in [
      ("--step-size", stepSize != nil), ("--class-weights", classWeights != nil),
    ] where isGiven {
      throw ValidationError("\(name) goes with '--task classify'.")
    }
  }
}

extension TextArguments {
  /// Refuses what sequences with classes have no use for.
  func checkForClasses() throws {
    for (name, isGiven) in [
      ("--document-separator", documentSeparator != nil), ("--window", window != nil),
      ("--minimum-count", minimumCount != nil),
    ] where isGiven {
      throw ValidationError("\(name) goes with '--task text'.")
    }
  }
}
