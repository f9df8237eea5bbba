import Kernels
import Testing

@Suite("The choice of an instruction set")
struct InstructionSetTests {
  @Test("The baseline is available everywhere, as the last choice")
  func baseline() {
    #expect(InstructionSet.available.last?.name == "baseline")
  }

  @Test("Every level has a name of its own")
  func names() {
    let names = InstructionSet.available.map(\.name)
    #expect(Set(names).count == names.count, "\(names)")
    #expect(names.allSatisfy { !$0.isEmpty })
  }

  @Test("The active level is one that is available")
  func active() {
    #expect(InstructionSet.available.map(\.name).contains(InstructionSet.active.name))
  }

  @Test("Without a name the best level is chosen", arguments: [nil, ""])
  func best(name: String?) {
    let (level, problem) = InstructionSet.choice(forced: name, among: InstructionSet.available)
    #expect(level.name == InstructionSet.available.first?.name)
    #expect(problem == nil)
  }

  @Test("A level is chosen by its name", arguments: InstructionSet.available)
  func forced(level: InstructionSet) {
    let choice = InstructionSet.choice(forced: level.name, among: InstructionSet.available)
    #expect(choice.level.name == level.name)
    #expect(choice.problem == nil)
  }

  @Test("An unknown name is reported, with the names there are, and the best level is chosen")
  func unknown() {
    let levels = InstructionSet.available
    let (level, problem) = InstructionSet.choice(forced: "Baseline", among: levels)
    #expect(level.name == levels.first?.name)
    let names = levels.map(\.name).joined(separator: ", ")
    #expect(
      problem == "UNROLL_INSTRUCTION_SET is 'Baseline'; this processor can run: \(names)")
  }
}
