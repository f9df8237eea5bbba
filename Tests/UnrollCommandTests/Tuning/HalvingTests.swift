import Testing

@testable import UnrollCommand

/// Rungs, what their runs get, and who goes on.
@Suite struct HalvingTests {
  @Test func `Each rung takes a third of the one below, and the last one two or three`() {
    let rungs: [Int: [Int]] = [
      1: [1], 2: [2], 3: [3], 4: [4, 2], 5: [5, 2], 8: [8, 3], 9: [9, 3], 10: [10, 4, 2],
      27: [27, 9, 3], 28: [28, 10, 4, 2], 81: [81, 27, 9, 3], 100: [100, 34, 12, 4, 2],
    ]
    for (trials, sizes) in rungs { #expect(Halving(trials: trials).sizes == sizes) }
    #expect(Halving(trials: 0).sizes == [1])
    #expect(Halving(trials: -5).sizes == [1])
  }

  @Test func `All rungs cost the same, and together the whole`() {
    for trials in 1...200 {
      let halving = Halving(trials: trials)
      let costs = halving.sizes.indices.map {
        Double(halving.sizes[$0]) * halving.share(of: $0)
      }
      #expect(costs.allSatisfy { abs($0 - 1 / Double(costs.count)) < 1e-12 })
      #expect(abs(costs.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func `Epochs grow by three from rung to rung, from one at least`() {
    let halving = Halving(trials: 27)
    #expect(halving.sizes.indices.map { halving.epochs(of: $0, most: 20) } == [2, 7, 20])
    #expect(halving.sizes.indices.map { halving.epochs(of: $0, most: 9) } == [1, 3, 9])
    #expect(halving.sizes.indices.map { halving.epochs(of: $0, most: 1) } == [1, 1, 1])
    #expect(Halving(trials: 1).epochs(of: 0, most: 7) == 7)
  }

  /// Runs a search whose losses are told beforehand, by trial; nil for a run that fails.
  private func search(_ losses: [Double?]) -> (search: Search, order: [Search.Run]) {
    let settings = losses.indices.map {
      Setting(learningRate: Double($0 + 1), hidden: 8, dropout: 0, batch: 8)
    }
    var search = Search(settings)
    var order: [Search.Run] = []
    while let next = search.next, order.count < 1000 {
      order.append(next)
      var result = TrialResult(
        rung: next.rung, trial: next.trial, setting: settings[next.trial - 1])
      result.validationLoss = losses[next.trial - 1]
      let isTaken = search.take(result)
      #expect(isTaken)
    }
    return (search, order)
  }

  @Test func `The best third goes on, the most promising first`() {
    let (search, order) = search([3, 9, 1, 8, 2, 7, 6, 5, 4])
    #expect(order.map(\.rung) == Array(repeating: 1, count: 9) + [2, 2, 2])
    #expect(order.suffix(3).map(\.trial) == [3, 5, 1])
    #expect(search.best?.trial == 3)
    #expect(search.ranking.map(\.trial) == [3, 5, 1, 9, 8, 7, 6, 4, 2])
    #expect(search.ranking.map(\.rung) == [2, 2, 2, 1, 1, 1, 1, 1, 1])
  }

  @Test func `The usual setting goes through all rungs, however bad it is`() {
    let (search, order) = search([99, 9, 1, 8, 2, 7, 6, 5, 4])
    #expect(order.suffix(3).map(\.trial) == [3, 5, 1])
    #expect(search.usual?.validationLoss == 99)
    #expect(search.best?.trial == 3)
  }

  @Test func `Runs that fail are last and never go on`() {
    let (search, order) = search([nil, nil, nil, 8, nil, 7, nil, nil, nil])
    #expect(order.suffix(2).map(\.trial) == [6, 4])
    #expect(search.best?.trial == 6)
    #expect(search.usual == nil)
    #expect(search.ranking.map(\.trial) == [6, 4, 1, 2, 3, 5, 7, 8, 9])
  }

  @Test func `A search whose runs all fail ends after its first rung, without a best one`() {
    let (search, order) = search([nil, nil, nil, nil])
    #expect(order.count == 4)
    #expect(search.best == nil)
    #expect(search.ranking.count == 4)
  }

  @Test func `One setting is one run`() {
    let (search, order) = search([5])
    #expect(order == [Search.Run(rung: 1, trial: 1)])
    #expect(search.best?.trial == 1)
  }

  @Test func `A longer run that came to less than a shorter one is seen`() {
    var (search, _) = search([5, 4])
    #expect(search.lowest == search.best)
    let settings =
      search.settings + [
        Setting(learningRate: 9, hidden: 8, dropout: 0, batch: 8),
        Setting(learningRate: 8, hidden: 8, dropout: 0, batch: 8),
      ]
    search = Search(settings)
    for (rung, trial, loss) in [(1, 1, 4.0), (1, 2, 3), (1, 3, 9), (1, 4, 9), (2, 2, 5), (2, 1, 6)]
    {
      var result = TrialResult(rung: rung, trial: trial, setting: settings[trial - 1])
      result.validationLoss = loss
      let isTaken = search.take(result)
      #expect(isTaken)
    }
    #expect(search.best?.validationLoss == 5)
    #expect(search.lowest?.validationLoss == 3)
  }

  @Test func `Equal losses rank in the order of their trials`() {
    let (search, order) = search([1, 1, 1, 1, 1])
    #expect(order.suffix(2).map(\.trial) == [1, 2])
    #expect(search.best?.trial == 1)
  }

  @Test func `A result that is not the next run's is not taken`() {
    let setting = Setting(learningRate: 1, hidden: 8, dropout: 0, batch: 8)
    var other = setting
    other.hidden = 16
    var search = Search([setting, other])
    var taken: [Bool] = []
    for (rung, trial, setting) in [
      (1, 2, other), (2, 1, setting), (1, 1, other), (1, 1, setting), (1, 1, setting),
      (1, 2, other), (0, 0, other),
    ] { taken.append(search.take(TrialResult(rung: rung, trial: trial, setting: setting))) }
    #expect(taken == [false, false, false, true, false, true, false])
    #expect(search.next == nil)
  }
}
