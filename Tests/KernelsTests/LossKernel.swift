import Kernels
import TestSupport

/// The fused losses, one way to call each and its twin.
enum LossKernel: String, CaseIterable, Sendable {
  case smoothed, weighted, smoothedAndWeighted
  case absoluteError, gaussian, oneQuantile, threeQuantiles, binary

  var levels: [Float] { self == .oneQuantile ? [0.3] : [0.05, 0.5, 0.9] }

  var isCrossEntropy: Bool { [.smoothed, .weighted, .smoothedAndWeighted].contains(self) }

  var smoothing: Float { self == .weighted ? 0 : 0.15 }

  /// Outputs for a target of `width` numbers or symbols.
  func columns(width: Int) -> Int {
    switch self {
    case .gaussian: 2 * width
    case .threeQuantiles: 3 * width
    default: width
    }
  }

  /// Weights of symbols; some symbols count for nothing.
  func weights(_ count: Int) -> [Float] {
    (0..<count).map { self == .smoothed ? 1 : $0 % 5 == 3 ? 0 : 0.25 + Float($0 % 7) }
  }
}

/// Outputs and targets of a few rows for one loss.
struct LossExample {
  let kernel: LossKernel
  let width: Int
  var outputs: PlainMatrix
  /// Numbers, or symbols as numbers in the first column.
  var targets: PlainMatrix

  init(_ kernel: LossKernel, rows: Int, width: Int, reach: Float) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + width))
    self.kernel = kernel
    self.width = width
    let columns = kernel.columns(width: width)
    outputs = PlainMatrix(rows: rows, columns: columns, in: -reach...reach, using: &generator)
    if kernel.isCrossEntropy {
      targets = PlainMatrix(
        rows: rows, columns: 1, values: generator.indices(rows, below: width).map(Float.init))
    } else {
      let range: ClosedRange<Float> = kernel == .binary ? 0...1 : -reach...reach
      targets = PlainMatrix(rows: rows, columns: width, in: range, using: &generator)
      if kernel == .binary {
        // The usual targets, beside those in between.
        for i in targets.values.indices where i % 3 > 0 { targets.values[i] = Float(i % 3 - 1) }
      }
    }
  }

  func outputs(row: Int) -> [Double] {
    (0..<outputs.columns).map { Double(outputs[row, $0]) }
  }

  func twin(row: Int) -> PlainLoss {
    let y = (0..<targets.columns).map { Double(targets[row, $0]) }
    return switch kernel {
    case .smoothed, .weighted, .smoothedAndWeighted:
      .crossEntropy(
        target: Int(y[0]), smoothing: Double(kernel.smoothing),
        weights: kernel.weights(width).map(Double.init))
    case .absoluteError: .absoluteError(targets: y)
    case .gaussian: .gaussian(targets: y)
    case .oneQuantile, .threeQuantiles:
      .quantiles(levels: kernel.levels.map(Double.init), targets: y)
    case .binary: .binary(targets: y)
    }
  }

  /// Runs the kernel over a range of rows; `gradient` may be `from`.
  func run(
    _ level: InstructionSet, _ from: Block, losses: Block, gradient: Block?, scale: Float,
    rows: Range<Int>
  ) {
    let outputs = from.rows(rows)
    if kernel.isCrossEntropy {
      let symbols = IndexOwner(rows.map { Int(self.targets[$0, 0]) })
      let weights = kernel.weights(width)
      let smoothing = kernel.smoothing
      let own = GuardedMatrix(
        PlainMatrix(rows: 1, columns: width, values: weights.map { (1 - smoothing) * $0 }))
      let shares = GuardedMatrix(
        PlainMatrix(
          rows: 1, columns: width, values: weights.map { smoothing * $0 / Float(width) }))
      level.weightedCrossEntropy(
        outputs, targets: symbols.block, weights: own.block, shares: shares.block, losses: losses,
        gradient: gradient, gradientScale: scale)
      return
    }
    let owner = GuardedMatrix(self.targets)
    let targets = owner.block.rows(rows)
    switch kernel {
    case .smoothed, .weighted, .smoothedAndWeighted: break
    case .absoluteError:
      level.absoluteError(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: scale)
    case .gaussian:
      level.gaussian(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: scale)
    case .oneQuantile, .threeQuantiles:
      level.quantiles(
        outputs, targets: targets, levels: kernel.levels, losses: losses, gradient: gradient,
        gradientScale: scale)
    case .binary:
      level.binary(
        outputs, targets: targets, losses: losses, gradient: gradient, gradientScale: scale)
    }
  }

  /// Losses and gradient of all rows.
  func run(_ level: InstructionSet, scale: Float = 1) -> (losses: [Float], gradient: PlainMatrix) {
    let from = GuardedMatrix(outputs)
    let losses = GuardedMatrix(rows: 1, columns: outputs.rows)
    let gradient = GuardedMatrix(rows: outputs.rows, columns: outputs.columns)
    run(
      level, from.block, losses: losses.block, gradient: gradient.block, scale: scale,
      rows: 0..<outputs.rows)
    return (losses.values.values, gradient.values)
  }
}
