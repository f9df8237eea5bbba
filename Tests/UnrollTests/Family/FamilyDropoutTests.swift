import Testing

@testable import Unroll

/// How far a share of 40,000 draws may be from its rate: five standard deviations.
private let shareTolerance = 0.0125

@Suite("What is left out at random")
struct FamilyDropoutTests {
  static let uses: [DropoutMasks.Use] = [.input, .layers, .recurrent, .zoneout, .cellZoneout]

  func masks(
    _ use: DropoutMasks.Use, rate: Double = 0.25, layer: Int = 0, direction: Int = 0,
    seed: UInt64 = 1, step: Int = 0
  ) -> DropoutMasks {
    DropoutMasks(
      use, rate: rate, layer: layer, direction: direction, seed: seed, step: step)
  }

  @Test("Masks hold 0 and 1/(1-rate), those of zoneout 1 and 0, as often as the rate says")
  func numbers() {
    for use in Self.uses {
      for rate in [0.1, 0.25, 0.5, 0.9] {
        let masks = masks(use, rate: rate)
        let numbers = (0..<40).flatMap { masks.numbers(count: 1000, sequence: $0, time: 3) }
        let isZoneout = use == .zoneout || use == .cellZoneout
        let left = numbers.count { $0 == (isZoneout ? 1 : 0) }
        let share = Double(left) / Double(numbers.count)
        #expect(abs(share - rate) < shareTolerance, "\(use), \(rate): \(share)")
        let rounded = (rate * 65_536).rounded() / 65_536
        let kept: Float = isZoneout ? 0 : Float(1 / (1 - rounded))
        #expect(numbers.allSatisfy { $0 == (isZoneout ? 1 : 0) || abs($0 - kept) <= kept.ulp })
      }
    }
  }

  @Test("Masks are drawn anew for each use, layer, direction, seed, step, sequence and time")
  func different() {
    var found: Set<[Float]> = []
    var count = 0
    func add(_ masks: DropoutMasks, sequence: Int = 0, time: Int = 0) {
      // Zoneout's masks are the same choice in other numbers.
      found.insert(
        masks.numbers(count: 64, sequence: sequence, time: time).map { $0 == 0 ? 0 : 1 })
      count += 1
    }
    for use in Self.uses {
      let base = masks(use, rate: 0.5)
      add(base)
      add(masks(use, rate: 0.5, layer: 1))
      add(masks(use, rate: 0.5, direction: 1))
      add(masks(use, rate: 0.5, layer: 1, direction: 1))
      add(masks(use, rate: 0.5, seed: 2))
      add(masks(use, rate: 0.5, seed: 1 << 40))
      add(masks(use, rate: 0.5, step: 1))
      add(base, sequence: 1)
      add(base, time: 1)
      add(base, sequence: 1, time: 1)
    }
    #expect(found.count == count)
  }

  @Test("The elements of a mask do not repeat")
  func elements() {
    let numbers = masks(.layers, rate: 0.5).numbers(count: 512, sequence: 0, time: 0)
    let blocks = Set(stride(from: 0, to: 512, by: 16).map { Array(numbers[$0..<$0 + 16]) })
    #expect(blocks.count == 32)
  }

  @Test(
    "A pass of training depends on seed and step, one of evaluation on nothing",
    arguments: FamilyNetwork.all.filter { $0.mode != .evaluation })
  func modes(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: [6, 2, 9])
    let engine = Engine(example.configuration, threads: 2)
    func result(_ mode: PassMode) -> FamilyResult {
      FamilyResult(engine, example, Batch(data), mode: mode)
    }
    let evaluated = result(.evaluation)
    let first = result(.training(seed: 1, step: 0))
    #expect(first != evaluated)
    #expect(result(.training(seed: 2, step: 0)) != first)
    #expect(result(.training(seed: 1, step: 1)) != first)
    #expect(result(.training(seed: 1, step: 0)) == first)
    #expect(result(.evaluation) == evaluated)
  }

  @Test("Evaluated, dropout is as if it were not there")
  func evaluated() throws {
    for example in FamilyNetwork.all where example.mode != .evaluation {
      var configuration = example.configuration
      configuration.dropout.input = 0
      configuration.dropout.layers = 0
      configuration.dropout.recurrent = 0
      let without = FamilyNetwork("without", configuration)
      let data = try example.data(lengths: [6, 2, 9])
      #expect(without.network.parameters == example.network.parameters)
      #expect(
        FamilyResult(without, data, mode: .evaluation)
          == FamilyResult(example, data, mode: .evaluation), "\(example)")
    }
  }

  @Test("Rows of the same data have masks of their own")
  func rows() throws {
    var configuration = NetworkConfiguration(
      input: .values(size: 1), cell: .lstm, hiddenSize: 9, output: .values(size: 1))
    configuration.dropout.layers = 0.5
    let example = FamilyNetwork("rows", configuration, isTraining: true)
    let data = try Dataset(
      inputs: .values([Float](repeating: 0.5, count: 8), size: 1),
      targets: .values([Float](repeating: 0.5, count: 8), size: 1), lengths: [4, 4])
    let result = FamilyResult(example, data)
    #expect(result.outputs[0] != result.outputs[1])
    let evaluated = FamilyResult(example, data, mode: .evaluation)
    #expect(evaluated.outputs[0] == evaluated.outputs[1])
  }

  @Test("A run of training draws masks anew for each step, and validates without any")
  func training() throws {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 5), cell: .gru, hiddenSize: 9, output: .symbols(count: 5))
    configuration.dropout.layers = 0.5
    let example = FamilyNetwork("training", configuration)
    let data = try example.data(lengths: [4, 7])
    var options = plainOptions(rate: 0, epochs: 3)
    options.batch = .all
    let trainer = try Trainer(
      example.network, data: data, validation: data, options: options, threads: 1)
    var losses: Set<Double> = []
    var validations: Set<Double?> = []
    _ = try trainer.train { event in
      switch event {
      case .step(let report): losses.insert(report.loss)
      case .epoch(let report): validations.insert(report.validationLoss)
      case .divergence: Issue.record("diverged")
      }
      return .carryOn
    }
    #expect(trainer.network == example.network)
    #expect(losses.count == 3)
    #expect(validations == [FamilyResult(example, data, mode: .evaluation).loss.mean])
  }
}
