import Unroll

/// The arguments that a user gave to a search, as they were written: each run is trained with them, and a
/// search goes on only with the same.
struct GivenArguments {
  /// What `unroll train` takes as well, in the order of the user, up to a lone `--`.
  private let shared: [String]
  /// What stands behind a lone `--`, with it.
  private let rest: [String]

  /// The search's own options, and whether a value follows.
  private static let own = [
    "--trials": true, "--time": true, "--epochs": true, "--out": true, "--json": false,
    "--quiet": false,
  ]

  /// Takes arguments that have been parsed without a fault.
  init(_ arguments: [String]) {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    rest = Array(arguments[end...])
    var shared: [String] = []
    var index = arguments.startIndex
    while index < end {
      let argument = arguments[index]
      index += 1
      if let hasValue = GivenArguments.own[argument] {
        if hasValue { index += 1 }
      } else if !GivenArguments.own.keys.contains(where: { argument.hasPrefix($0 + "=") }) {
        shared.append(argument)
      }
    }
    self.shared = shared
  }

  /// The options with their values, those left out that have a place of their own in ``TuneHeader`` or do not
  /// change the result.
  ///
  /// - Parameter data: the paths of the data, which are no values of options.
  func options(without data: [String]) -> [String: [String]] {
    let paths = Set(data)
    var options: [String: [String]] = [:]
    var name = ""
    for argument in shared {
      if argument.hasPrefix("--") {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        name = parts[0]
        options[name, default: []] += parts.dropFirst()
      } else if !paths.contains(argument) {
        options[name, default: []].append(argument)
      }
    }
    for name in ["--seed", "--task", "--threads"] { options[name] = nil }
    return options
  }

  /// The command that trains with the same options and further ones, as a shell takes it.
  func trainCommand(_ more: [String]) -> String {
    (["unroll", "train"] + (shared + more + rest).map(Format.argument)).joined(separator: " ")
  }
}
