import Unroll
import UnrollReference

extension GradientTrial {
  /// All comparisons of the trial. `interference` puts faults in; a real check has none.
  func checks(_ interference: Interference = Interference()) -> [GradientReport.Check] {
    var judged = reference
    interference.network(&judged)
    let passes = judged.forward(sequences)
    var sweep = judged.gradient(passes, by: .reverseSweep)
    interference.sweep(&sweep)
    var checks: [GradientReport.Check] = []
    if isWhole {
      var tensors = judged.gradient(passes, by: .tensors)
      interference.derivation(&tensors)
      checks += compare(
        tensors.flat, sweep, .derivation, .componentwise, GradientTolerance.sameInDouble)
      var differences = judged.finiteDifferences(sequences)
      interference.differences(&differences)
      checks += compare(
        differences.flat, sweep, .finiteDifference, .componentwise,
        GradientTolerance.finiteDifferences)
    }
    let loss = judged.loss(passes)
    for instructionSet in Engine.instructionSets {
      for threads in [1, 2] {
        let engine = Engine(
          configuration, threads: threads, instructionSet: instructionSet, smallestSharedWork: 0)
        checks += self.checks(of: engine, sweep, loss: loss, interference)
      }
    }
    return checks
  }

  /// The engine's loss and gradients against the reverse sweep. Both gradients come from one
  /// forward pass, which the first one must have left as it was.
  private func checks(
    of engine: Engine, _ sweep: ReferenceGradient, loss: Double, _ interference: Interference
  ) -> [GradientReport.Check] {
    var run = EngineRun(
      gradient: nil, instructionSet: engine.instructionSetName, threads: engine.threads)
    let batch = Batch(data)
    var engineLoss = engine.forward(network, batch).sum
    interference.loss(&engineLoss)
    let distance = abs(engineLoss - loss) / max(abs(loss), GradientTrial.smallestLoss)
    var checks = [check("loss", .reference, distance, GradientTolerance.singlePrecision, run)]
    for method in Unroll.GradientMethod.allCases {
      run.gradient = method
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.backward(batch, into: &gradient, method: method)
      interference.engine(&gradient, run)
      checks += compare(
        gradient.inOrder(of: reference.shape), sweep, .reference, .norm,
        GradientTolerance.singlePrecision, run)
    }
    return checks
  }

  /// A loss under this counts as zero.
  private static let smallestLoss = 1e-12

  private func compare(
    _ gradient: [Double], _ sweep: ReferenceGradient, _ against: GradientReport.Against,
    _ measure: GradientMeasure, _ tolerance: Double, _ run: EngineRun? = nil
  ) -> [GradientReport.Check] {
    GradientComparison(
      gradient, reference: sweep.flat, slices: sweep.shape.slices, measure: measure,
      tolerance: tolerance
    ).entries.map { check($0.name, against, $0.error, tolerance, run) }
  }

  private func check(
    _ parameter: String, _ against: GradientReport.Against, _ error: Double, _ tolerance: Double,
    _ run: EngineRun?
  ) -> GradientReport.Check {
    GradientReport.Check(
      cell: cell, configuration: description, parameter: parameter, against: against,
      gradient: run?.gradient, instructionSet: run?.instructionSet, threads: run?.threads,
      maxRelativeError: error.isNaN ? .infinity : error, tolerance: tolerance,
      ok: error <= tolerance)
  }
}

/// How the engine was run.
struct EngineRun {
  var gradient: Unroll.GradientMethod?
  let instructionSet: String
  let threads: Int
}

/// Faults to put into a trial, by which tests prove that the check is sharp.
struct Interference {
  /// Changes the network that the reference computes with, but not the engine's.
  var network: (inout ReferenceNetwork) -> Void = { _ in }
  /// Changes the reverse sweep's gradient.
  var sweep: (inout ReferenceGradient) -> Void = { _ in }
  /// Changes the tensors' gradient.
  var derivation: (inout ReferenceGradient) -> Void = { _ in }
  /// Changes the finite differences.
  var differences: (inout ReferenceGradient) -> Void = { _ in }
  /// Changes the engine's loss.
  var loss: (inout Double) -> Void = { _ in }
  /// Changes the engine's gradient of one run.
  var engine: (inout Parameters, EngineRun) -> Void = { _, _ in }
}
