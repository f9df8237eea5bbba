import Testing

@testable import UnrollProof

@Suite("Limits of the gradient check")
struct LimitTests {
  func error(_ change: (inout GradientCheck) -> Void) -> GradientCheckError? {
    var check = GradientCheck()
    change(&check)
    do {
      try check.validate()
      return nil
    } catch {
      return error
    }
  }

  @Test("The default is within all limits")
  func usual() {
    #expect(error { _ in } == nil)
  }

  @Test("A size out of range is named with the range", arguments: [0, -1, 65, Int.max, Int.min])
  func range(_ size: Int) {
    let error = error { $0.hiddenSize = size }
    #expect(error == .outOfRange(name: "hidden", value: size, allowed: 1...64))
    #expect(error?.description == "the hidden size is \(size); it must be 1 to 64")
    #expect(
      self.error { $0.steps = 201 }?.description
        == "the number of steps is 201; it must be 1 to 200")
    #expect(self.error { $0.inputSize = 0 } != nil)
    #expect(self.error { $0.outputSize = 257 } != nil)
  }

  @Test("Sizes that together take too long are refused before anything is computed")
  func work() throws {
    let error = try #require(
      error {
        ($0.hiddenSize, $0.inputSize, $0.outputSize, $0.steps) = (64, 256, 255, 200)
      })
    guard case .tooMuchWork(let multiplyAdds, let limit) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(multiplyAdds > 1e13 && limit == 1e10)
    #expect(error.description.contains("the most is 10000 million: choose smaller sizes"))
  }
}
