import Testing

@testable import UnrollCommand

/// What a search draws.
@Suite struct SearchSpaceTests {
  private static let usual = Setting(learningRate: 0.004, hidden: 128, dropout: 0.2, batch: 32)

  private func space(
    _ usual: Setting = Self.usual,
    searching dimensions: Set<SearchSpace.Dimension> = Set(SearchSpace.Dimension.allCases)
  ) -> SearchSpace { SearchSpace(usual: usual, searched: dimensions) }

  @Test func `The first setting is the usual one, and none occurs twice`() {
    let settings = space().settings(count: 200, seed: 1)
    #expect(settings.count == 200)
    #expect(settings[0] == Self.usual)
    #expect(Set(settings).count == 200)
  }

  @Test func `The same seed draws the same settings, and the first are the same of more`() {
    let many = space().settings(count: 50, seed: 7)
    #expect(space().settings(count: 50, seed: 7) == many)
    #expect(space().settings(count: 9, seed: 7) == Array(many.prefix(9)))
    #expect(space().settings(count: 50, seed: 8).dropFirst() != many.dropFirst())
  }

  @Test func `Numbers are drawn from all of their ranges, and are as round as they are shown`() {
    let settings = space().settings(count: 1000, seed: 3).dropFirst()
    #expect(settings.allSatisfy { (0.001...0.016).contains($0.learningRate) })
    #expect(settings.allSatisfy { (64...256).contains($0.hidden) && $0.hidden % 8 == 0 })
    #expect(settings.allSatisfy { (0...0.6).contains($0.dropout) })
    #expect(Set(settings.map(\.batch)) == [8, 16, 32, 64])
    // Of a range with equal factors, half is under the geometric mean.
    #expect((400...600).contains(settings.count { $0.learningRate < 0.004 }))
    #expect((400...600).contains(settings.count { $0.hidden < 128 }))
    #expect((400...600).contains(settings.count { $0.dropout < 0.3 }))
    #expect(settings.contains { $0.learningRate < 0.0011 })
    #expect(settings.contains { $0.hidden == 64 } && settings.contains { $0.hidden == 256 })
    for setting in settings {
      #expect((setting.dropout * 100).rounded() / 100 == setting.dropout)
      #expect("\(setting.learningRate)".count <= 8, "\(setting.learningRate)")
    }
  }

  @Test func `What is given stays, and the others become what they would be without`() {
    let all = space().settings(count: 20, seed: 6)
    let some = space(searching: [.hidden, .dropout]).settings(count: 20, seed: 6)
    #expect(some.allSatisfy { $0.learningRate == 0.004 && $0.batch == 32 })
    #expect(some.map(\.hidden) == all.map(\.hidden))
    #expect(some.map(\.dropout) == all.map(\.dropout))
  }

  @Test func `A space with few settings gives those that there are`() {
    let settings = space(searching: [.batch]).settings(count: 27, seed: 1)
    #expect(settings.map(\.batch).first == 32)
    #expect(Set(settings.map(\.batch)) == [8, 16, 32, 64])
    #expect(settings.count == 4)
    #expect(space(searching: []).settings(count: 27, seed: 1) == [Self.usual])
  }

  @Test(arguments: [1, 7, 8, 9, 15, 16, 100, 16_383, 16_384])
  func `Sizes around any usual size are ones that the command takes`(size: Int) {
    let usual = Setting(learningRate: 1e-3, hidden: size, dropout: 0, batch: 1)
    let space = space(usual)
    #expect(space.hiddenSizes.lowerBound >= 8)
    #expect(space.hiddenSizes.upperBound <= NetworkArguments.maximumHidden)
    let settings = space.settings(count: 100, seed: 2).dropFirst()
    #expect(settings.allSatisfy { space.hiddenSizes.contains($0.hidden) && $0.hidden % 8 == 0 })
    #expect(Set(settings.map(\.batch)) == [1, 2])
  }

  @Test func `A batch of all, and one as large as numbers go, are no obstacle`() {
    var usual = Self.usual
    usual.batch = nil
    #expect(space(usual).settings(count: 9, seed: 1).allSatisfy { $0.batch == nil })
    usual.batch = .max
    #expect(space(usual).batches == [.max / 4, .max / 2, .max])
  }
}
