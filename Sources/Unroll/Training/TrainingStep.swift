import Kernels

/// What one update of training needs, and the update itself: forward propagation, back-propagation
/// through time and parameter update, the derivation's three functions in a row.
///
/// Holds the memory of all three, so that steps after the first allocate none of their own.
package final class TrainingStep {
  /// What became of an update.
  package enum Outcome {
    /// The parameters have moved.
    case done(Loss)
    /// The loss or the gradient is not finite, and the parameters are what they were; the parameter
    /// whose gradient is not finite, if the loss is.
    case diverged(parameter: String?, Anomaly?)
  }

  package let engine: Engine
  /// Updates so far.
  var updates: Int { optimizer.step }

  private let options: TrainingOptions
  private let batchSize: Int
  /// The rule of the update, and what it remembers.
  var optimizer: Optimizer
  /// Where the update at hand first came to a number that is not finite.
  private var anomaly: Anomaly?
  /// Zero between updates.
  private var gradient: Parameters
  private let squares: SquareSums
  private let batch: Batch
  private let recomputing: RecomputingPass?

  /// - Parameters:
  ///   - batchSize: sequences whose gradients are taken at once.
  ///   - threads: nil for as many as there are processors.
  package init(
    _ configuration: NetworkConfiguration, data: Dataset, options: TrainingOptions, batchSize: Int,
    threads: Int?
  ) {
    self.options = options
    self.batchSize = batchSize
    engine = Engine(configuration, threads: threads)
    let table = configuration.parameterTable
    optimizer = Optimizer(options.optimizer, table: table)
    gradient = Parameters(zerosLike: table)
    squares = SquareSums(count: table.count)
    batch = Batch(like: data)
    recomputing = options.recomputes ? RecomputingPass(engine, batch: batch) : nil
  }

  /// Moves a network by the gradient of sequences of `data`: those of one batch, or of several whose
  /// gradients are summed up.
  package func update(
    _ network: inout Network, data: Dataset, sequences: ArraySlice<Int>, learningRate: Double
  ) -> Outcome {
    update(&network, learningRate: learningRate) { engine, mode, gradient in
      var loss = Loss()
      for start in stride(from: sequences.startIndex, to: sequences.endIndex, by: batchSize) {
        for chunk in data.chunks(of: sequences[start...].prefix(batchSize)) {
          if let recomputing {
            loss += recomputing.run(data, sequences: chunk, mode: mode, into: &gradient)
          } else {
            batch.fill(from: data, sequences: chunk)
            loss += engine.forward(batch, mode: mode)
            engine.backward(batch, into: &gradient, method: options.gradient)
            look(at: batch, loss, gradient)
          }
        }
      }
      return loss
    }
  }

  /// Moves a network by a gradient that `addGradient` adds up, with the network loaded into the engine.
  ///
  /// - Parameter addGradient: returns the loss whose gradient it has added.
  func update(
    _ network: inout Network, learningRate: Double,
    addGradient: (Engine, PassMode, inout Parameters) -> Loss
  ) -> Outcome {
    engine.load(network)
    let mode = PassMode.training(seed: options.seed, step: optimizer.step)
    let loss = addGradient(engine, mode, &gradient)
    // The mean is by the weight of the whole update. Targets that all weigh nothing teach nothing.
    let factor =
      switch options.reduction {
      case .mean: loss.weight > 0 ? 1 / loss.weight : 0
      case .sum: 1.0
      }
    let norm = factor * norm()
    guard loss.sum.isFinite, norm.isFinite else {
      let parameter = loss.sum.isFinite ? gradient.firstNonFinite() : nil
      gradient.clear()
      defer { anomaly = nil }
      return .diverged(parameter: parameter, anomaly)
    }
    optimizer.update(
      &network.parameters, gradient: &gradient, learningRate: learningRate,
      scaling: options.clipping.scaling(factor: factor, norm: norm), clearsGradient: true,
      team: engine.team, engine.instructionSet)
    return .done(loss)
  }

  /// Remembers where a pass first came to a number that is not finite, if that is wanted.
  func look(at batch: Batch, _ loss: Loss, _ gradient: Parameters) {
    guard options.detectsAnomaly, anomaly == nil else { return }
    guard !loss.sum.isFinite || gradient.firstNonFinite() != nil else { return }
    anomaly = engine.anomaly(batch, back: options.gradient == .bptt)
  }

  /// The Euclidean norm of the gradient.
  private func norm() -> Double {
    let parts = Optimizer.parts(count: gradient.table.count, team: engine.team)
    return gradient.values.withFlatBlock { values in
      squares.total(of: values, parts: parts, team: engine.team, engine.instructionSet)
    }.squareRoot()
  }
}
