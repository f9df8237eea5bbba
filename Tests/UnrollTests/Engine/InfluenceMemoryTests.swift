import Testing

@testable import Unroll

@Suite("The memory of the forward recursion")
struct InfluenceMemoryTests {
  private func rows(hidden: Int, inputs: Int, threads: Int) -> Int {
    InfluenceRecursion.rowsAtWork(
      NetworkConfiguration(
        input: .values(size: inputs), hiddenSize: hidden, output: .values(size: 1)),
      threads: threads)
  }

  @Test("Every thread has a row at work where memory allows, fewer where not, never none")
  func rowsAtWork() throws {
    #expect(rows(hidden: 8, inputs: 3, threads: 5) == 5)
    // One row takes 128 · 156 · (2 · 128 + 1) · 4 = 20,527,104 bytes: 52 of them fit into 2^30.
    #expect(rows(hidden: 128, inputs: 27, threads: 64) == 52)
    #expect(rows(hidden: 128, inputs: 27, threads: 2) == 2)
    #expect(rows(hidden: 2_000, inputs: 27, threads: 64) == 1)
    #expect(rows(hidden: .max / 4, inputs: 1, threads: 64) == 1)
  }
}
