import Foundation
import Kernels
import Synchronization
import TestSupport
import Testing

@Suite("A team of worker threads", .serialized, .timeLimit(.minutes(2)))
struct WorkerTeamTests {
  static let sizes = [1, 2, 3, 5, 8]

  /// A count that all threads add to. No `Mutex`: the thread sanitizer does not see into that of the
  /// standard library, and reports what it guards.
  private final class Tally: Sendable {
    private let atomic = Atomic(0)
    var value: Int { atomic.load(ordering: .relaxed) }
    func add(_ number: Int) { atomic.wrappingAdd(number, ordering: .relaxed) }
  }

  @Test("Calls every part exactly once", arguments: sizes, [0, 1, 2, 3, 7, 64, 1_000])
  func everyPart(size: Int, parts: Int) {
    let team = WorkerTeam(count: size)
    let calls = (0..<parts).map { _ in Tally() }
    for _ in 0..<3 {
      team.run(parts: parts) { part in calls[part].add(1) }
    }
    #expect(calls.map(\.value) == [Int](repeating: 3, count: parts))
  }

  @Test("A size under one is a team of the calling thread alone", arguments: [-1, 0, 1])
  func alone(size: Int) {
    let team = WorkerTeam(count: size)
    #expect(team.count == 1)
    var order: [Int] = []
    withoutActuallyEscaping({ order.append($0) }) { team.run(parts: 4, $0) }
    #expect(order == [0, 1, 2, 3])
  }

  @Test("Does thousands of short jobs, one after the other", arguments: [2, 3])
  func manyJobs(size: Int) {
    let jobs = 3_000
    let team = WorkerTeam(count: size)
    let cells = GuardedMatrix(rows: size, columns: 1, filler: 0)
    for _ in 0..<jobs {
      team.run(parts: size) { part in cells.block[part, 0] += 1 }
    }
    #expect(cells.values.values == [Float](repeating: Float(jobs), count: size))
  }

  /// The thread that is held up waits for a part that is its own, too.
  @Test("What a thread that is held up has not begun, the others do", arguments: 0...2)
  func help(held: Int) {
    let team = WorkerTeam(count: 3)
    let calls = (0..<6).map { _ in Tally() }
    let isInTime = Tally()
    team.run(parts: 6) { part in
      if part == held {
        let end = Date(timeIntervalSinceNow: 30)
        while calls[held + 3].value == 0, Date() < end { usleep(50) }
        isInTime.add(calls[held + 3].value)
      }
      calls[part].add(1)
    }
    #expect(isInTime.value == 1)
    #expect(calls.map(\.value) == [Int](repeating: 1, count: 6))
  }

  /// More threads than processors, which the system lets wait in the middle of parts and between them.
  @Test("Jobs of changing sizes are done once each by a crowd of threads")
  func crowd() {
    let team = WorkerTeam(count: 13)
    var expected = [Int](repeating: 0, count: 130)
    let calls = expected.map { _ in Tally() }
    for round in 0..<2_000 {
      let parts = 2 + round * 31 % 129
      team.run(parts: parts) { part in calls[part].add(1) }
      for part in 0..<parts { expected[part] += 1 }
      if round.isMultiple(of: 100) { #expect(calls.map(\.value) == expected, "round \(round)") }
    }
    #expect(calls.map(\.value) == expected)
  }

  /// Pauses from none to longer than any spinning: some jobs come just as a worker falls asleep.
  @Test("Wakes workers that have gone to sleep", arguments: sizes)
  func sleepers(size: Int) {
    let team = WorkerTeam(count: size)
    let cells = GuardedMatrix(rows: size, columns: 1, filler: 0)
    for pause in 0..<60 {
      Thread.sleep(forTimeInterval: Double(pause) * 20e-6)
      team.run(parts: size) { part in cells.block[part, 0] += 1 }
    }
    #expect(cells.values.values == [Float](repeating: 60, count: size))
  }

  @Test("Shows the caller all that the parts have written", arguments: sizes)
  func disjointRows(size: Int) {
    let team = WorkerTeam(count: size)
    let matrix = GuardedMatrix(rows: 64, columns: 5)
    for round in 0..<20 {
      team.run(parts: 64) { row in
        for column in 0..<5 { matrix.block[row, column] = Float(round * 1_000 + row * 5 + column) }
      }
      let expected = (0..<320).map { Float(round * 1_000 + $0) }
      #expect(matrix.values.values == expected, "round \(round) of a team of \(size)")
    }
    #expect(matrix.guardsAreIntact)
  }

  @Test("Shows the parts all that the caller has written", arguments: sizes)
  func callersWrites(size: Int) {
    let team = WorkerTeam(count: size)
    let results = GuardedMatrix(rows: 1, columns: size)
    for round in 0..<200 {
      let job = (0..<size).map { Float(round * 100 + $0) }
      team.run(parts: size) { results.block[0, $0] = job[$0] }
      #expect(results.block.row(0) == job)
    }
  }

  @Test("Two teams work for two threads at the same time")
  func twoTeams() {
    let sums = [Tally(), Tally()]
    DispatchQueue.concurrentPerform(iterations: 2) { caller in
      let team = WorkerTeam(count: 2 + caller)
      for _ in 0..<300 {
        team.run(parts: 7) { part in sums[caller].add(part) }
      }
    }
    #expect(sums.map(\.value) == [300 * 21, 300 * 21])
  }

  @Test("A team may end without having worked, and while its workers sleep", arguments: sizes)
  func ending(size: Int) {
    for pause in [0, 0, 0.001, 0.005] {
      let team = WorkerTeam(count: size)
      Thread.sleep(forTimeInterval: pause)
      #expect(team.count == size)
    }
  }

  #if os(Linux)
    /// Threads that the test runner's own pools may start or end meanwhile.
    static let slack = 16

    @Test("The threads of a team end with it")
    func threadsEnd() throws {
      let before = try threadCount()
      do {
        let teams = (0..<12).map { _ in WorkerTeam(count: 8) }
        #expect(teams.allSatisfy { $0.count == 8 })
        let during = try withExtendedLifetime(teams) { try threadCount() }
        #expect(during >= before + 12 * 7 - Self.slack)
      }
      let after = try threadCount()
      #expect(after <= before + Self.slack)
    }

    private func threadCount() throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Threads:") })
      return try #require(line.split(separator: "\t").last.flatMap { Int($0) })
    }
  #endif
}
