import Testing
import Unroll
import UnrollReference

@testable import UnrollProof

/// A fault that is put into one side of the check, and where it must show.
struct Corruption: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The comparison that has to fail.
  let against: GradientReport.Against
  /// The arrays that have to fail in it; all others have to pass.
  let parameters: Set<String>
  let interference: @Sendable () -> Interference

  init(
    _ name: String, _ against: GradientReport.Against, _ parameters: Set<String>,
    _ interference: @escaping @Sendable () -> Interference
  ) {
    testDescription = name
    self.against = against
    self.parameters = parameters
    self.interference = interference
  }

  /// A fault in the engine's gradient, in every run.
  static func engine(
    _ name: String, _ parameters: Set<String>,
    _ change: @escaping @Sendable (inout Parameters) -> Void
  ) -> Corruption {
    Corruption(name, .reference, parameters) {
      Interference(engine: { gradient, _ in change(&gradient) })
    }
  }

  static let every: Set<String> = ["U", "W", "b", "V", "c"]

  static let all = engineFaults + lossFaults + doubleFaults + networkFaults

  static let engineFaults: [Corruption] = [
    engine("the gradient has the wrong sign", every) { $0.scale(by: -1) },
    engine("the gradient is off by a ten-thousandth", every) { $0.scale(by: 1.0001) },
    engine("the gradient is zero", every) { $0.clear() },
    engine("the gradient is added twice", every) { $0.scale(by: 2) },
    engine("two neurons of U are swapped", ["U"]) { gradient in
      let columns = gradient.table["U"].columns
      for j in 0..<columns { gradient["U"].swapAt(j, columns + j) }
    },
    engine("the last row of W is missing", ["W"]) { gradient in
      let slice = gradient.table["W"]
      for i in slice.count - slice.columns..<slice.count { gradient["W"][i] = 0 }
    },
    engine("one number of W is a thousandth of the largest off", ["W"]) { gradient in
      gradient["W"][5] += 1e-3 * (gradient["W"].map(abs).max() ?? 0)
    },
    engine("W is transposed", ["W"]) { gradient in
      let (w, hidden) = (gradient["W"], gradient.table["W"].rows)
      for i in 0..<hidden {
        for j in 0..<hidden { gradient["W"][i * hidden + j] = w[j * hidden + i] }
      }
    },
    engine("one number of b is infinite", ["b"]) { $0["b"][2] = .infinity },
    engine("one number of V is not a number", ["V"]) { $0["V"][3] = .nan },
    engine("c is shifted by one", ["c"]) { gradient in
      let c = gradient["c"]
      gradient["c"] = Array(c.dropFirst()) + c.prefix(1)
    },
  ]

  static let lossFaults: [Corruption] = [
    Corruption("the engine's loss is off by a ten-thousandth", .reference, ["loss"]) {
      Interference(loss: { $0 *= 1.0001 })
    },
    Corruption("the engine's loss is not a number", .reference, ["loss"]) {
      Interference(loss: { $0 = .nan })
    },
  ]

  static let doubleFaults: [Corruption] = [
    Corruption("the tensors' W is off by 1e-8 of its largest", .derivation, ["W"]) {
      Interference(derivation: { $0["W"][7] += 1e-8 * largest($0["W"]) })
    },
    Corruption("the tensors miss one neuron's bias", .derivation, ["b"]) {
      Interference(derivation: { $0["b"][0] = 0 })
    },
    Corruption("one finite difference is off by 1e-5", .finiteDifference, ["V"]) {
      Interference(differences: { $0["V"][0] += 1e-5 * largest($0["V"]) })
    },
    Corruption("one finite difference is not a number", .finiteDifference, ["c"]) {
      Interference(differences: { $0["c"][1] = .nan })
    },
    Corruption("the reverse sweep's U is off by 1e-5", .finiteDifference, ["U"]) {
      Interference(sweep: { $0["U"][1] += 1e-5 * largest($0["U"]) })
    },
    Corruption("the reverse sweep's U is off by 1e-8", .derivation, ["U"]) {
      Interference(sweep: { $0["U"][1] += 1e-8 * largest($0["U"]) })
    },
  ]

  static let networkFaults: [Corruption] = [
    Corruption(
      "one weight of W is off by a hundredth in the copy", .reference,
      every.union(["loss", "state"])
    ) {
      Interference(network: { network in
        network.flat[network.configuration.slices[1].range.lowerBound] += 1e-2
      })
    },
    Corruption("W is transposed in the copy", .reference, every.union(["loss", "state"])) {
      Interference(network: { network in
        let hidden = network.configuration.hiddenSize
        let start = network.configuration.slices[1].range.lowerBound
        var flat = network.flat
        for i in 0..<hidden {
          for j in 0..<i { flat.swapAt(start + i * hidden + j, start + j * hidden + i) }
        }
        network.flat = flat
      })
    },
    Corruption("the engine's last states are off by a ten-thousandth", .reference, ["state"]) {
      Interference(state: { for i in $0.indices { $0[i] *= 1.0001 } })
    },
  ]
}

/// Proof that the check is worth something: it catches what it is there to catch.
@Suite("Faults put into the gradient check")
struct CorruptionTests {
  /// Small, since each fault takes a check of its own.
  static let trials = {
    var check = GradientCheck()
    check.cells = [.vanilla]
    (check.inputSize, check.hiddenSize, check.outputSize, check.steps) = (4, 5, 2, 3)
    return check.plans.enumerated().filter { $1.isWhole && $1.isOfDerivation }.map {
      GradientTrial($1, seed: check.seed, index: $0)
    }
  }()

  @Test(
    "Each fault is caught where it is, in its comparison, and nowhere else",
    arguments: Corruption.all)
  func caught(_ corruption: Corruption) {
    // Symbols to symbols with tanh, values to values with the logistic function.
    for trial in [Self.trials[0], Self.trials[11]] {
      let checks = trial.checks(corruption.interference())
      #expect(!GradientReport(checks: checks).ok)
      for check in checks where check.against == corruption.against {
        #expect(check.ok != corruption.parameters.contains(check.parameter), "\(check)")
      }
    }
  }

  @Test("A fault of one method, level or number of threads is caught there alone")
  func oneRun() throws {
    let trial = try #require(Self.trials.first)
    for instructionSet in Engine.instructionSets.map(\.name) {
      let runs: [(Int, Unroll.GradientMethod)] = [(1, .bptt), (2, .bptt), (1, .rtrl), (2, .rtrl)]
      for (threads, method) in runs {
        let checks = trial.checks(
          Interference(engine: { gradient, run in
            guard run.gradient == method, run.threads == threads else { return }
            if run.instructionSet == instructionSet { gradient["b"][0] *= 1.01 }
          }))
        let failed = checks.filter { !$0.ok }
        #expect(failed.map(\.parameter) == ["b"])
        #expect(failed.map(\.gradient) == [method])
        #expect(failed.map(\.threads) == [threads])
        #expect(failed.map(\.instructionSet) == [instructionSet])
      }
    }
  }

  @Test("Without a fault everything passes")
  func faultless() {
    for trial in Self.trials {
      let failed = trial.checks().filter { !$0.ok }
      #expect(failed.isEmpty, "\(failed)")
    }
  }
}

private func largest(_ numbers: [Double]) -> Double { numbers.map(abs).max() ?? 0 }
