import Kernels

/// What it costs to share nothing: the time from the start of a phase until all threads are done.
enum EmptyPhases {
  /// Prints the mean time of a phase in the quickest of some rounds. Threads beyond the machine's
  /// processors take turns, and tell more of the system's scheduler than of the team.
  static func time() {
    let phases = 50
    for threads in 2...4 {
      let team = WorkerTeam(count: threads)
      team.run(parts: threads) { _ in }
      let rounds = (0..<20).map { _ in
        ContinuousClock().measure {
          for _ in 0..<phases { team.run(parts: threads) { _ in } }
        }
      }
      let quickest = (rounds.min() ?? .zero) / phases
      print("an empty phase on \(threads) threads: \(quickest.nanoseconds) ns")
    }
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
