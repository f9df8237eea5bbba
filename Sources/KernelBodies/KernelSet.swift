// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

/// Eight floats: the unit in which every kernel body is written.
///
/// One AVX register, two SSE registers or two NEON registers; the compiler of each level decides.
public typealias Vector = SIMD8<Float>

/// Columns of a packed panel: two vectors.
public let panelWidth = 16

/// The kernels compiled for one instruction-set level.
///
/// A level states how it multiplies and adds and how many rows its registers hold; the kernels
/// themselves are the protocol's default implementations, which the level's module instantiates
/// with its own instructions. Adding a level is one file with one conforming type.
///
/// All pointers are to floats that the caller owns; a matrix is row-major with a stride between
/// rows that is a multiple of ``panelWidth``, so that whole vectors may be read and written.
/// Every sum over `k`, over rows or over time runs in index order in one accumulator for each
/// result: a result does not depend on what is computed beside it.
public protocol KernelSet: SendableMetatype {
  /// The name that users read and force the level by.
  static var name: String { get }

  /// Rows of the register tile of a product: 2, 4 or 6.
  static var tileRows: Int { get }

  /// `a · b + c` for each lane. A level without a fused instruction multiplies and adds.
  static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector

  // MARK: Packing

  static func packRows(_ source: UnsafePointer<Float>, _ packing: Packing, panels: Range<Int>)
  static func packColumns(_ source: UnsafePointer<Float>, _ packing: Packing, panels: Range<Int>)
  static func transpose(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int, adding bias: UnsafePointer<Float>?,
    into destination: UnsafeMutablePointer<Float>, stride: Int, columnRange: Range<Int>)
  static func addTranspose(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int, columnRange: Range<Int>,
    into destination: UnsafeMutablePointer<Float>)

  // MARK: Products

  static func product(_ operands: ProductOperands)
  static func product(_ operands: ProductOperands, bias: UnsafePointer<Float>)
  static func product(_ operands: ProductOperands, addend: RowAddend)
  static func transposedProduct(_ operands: TransposedProductOperands)

  // MARK: Cells

  static func step(_ kernel: CellKernel, _ operands: CellOperands)

  // MARK: Normalisation and dropout

  static func normalise(_ operands: NormalisationOperands)
  static func normaliseBackward(_ operands: NormalisationGradientOperands)
  static func drawMask(_ mask: UnsafeMutablePointer<Float>, count: Int, _ draw: MaskDraw)

  // MARK: Elementary functions

  static func exponential(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int)
  static func hyperbolicTangent(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int)
  static func logistic(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int)

  // MARK: Losses

  static func softmaxCrossEntropy(_ operands: LossOperands, targets: UnsafePointer<Int32>)
  static func weightedCrossEntropy(
    _ operands: LossOperands, targets: UnsafePointer<Int32>, weights: SymbolWeights)
  static func squaredError(_ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int)
  static func absoluteError(_ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int)
  static func gaussian(_ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int)
  static func quantiles(
    _ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int,
    levels: UnsafePointer<Float>, levelCount: Int)
  static func binary(_ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int)
  static func softmax(
    _ logits: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    into probabilities: UnsafeMutablePointer<Float>, stride probabilityStride: Int)

  // MARK: Rows

  static func multiplyRows(_ a: Rows, _ b: Rows, into c: Rows, rows: Int, columns: Int)
  static func addProductOfRows(_ a: Rows, _ b: Rows, to c: Rows, rows: Int, columns: Int)
  static func addRows(_ a: Rows, to c: Rows, rows: Int, columns: Int)
  static func copyRows(_ a: Rows, into c: Rows, rows: Int, columns: Int)
  static func gatherRows(
    _ table: Rows, indices: UnsafePointer<Int32>, into c: Rows, rows: Int, columns: Int)
  static func addColumnSumsOfProducts(
    _ a: Rows, _ b: Rows, rows: Int, columns: Range<Int>, into sums: UnsafeMutablePointer<Float>)
  static func scatterAdd(
    _ source: UnsafePointer<Float>, stride: Int, indices: UnsafePointer<Int32>, rows: Int,
    columns: Range<Int>, into table: UnsafeMutablePointer<Float>, stride tableStride: Int)
  static func addColumnSums(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Range<Int>,
    into sums: UnsafeMutablePointer<Float>)

  // MARK: The forward recursion of derivatives

  static func addImmediateInfluence(_ operands: InfluenceOperands)
  static func addScaledRows(
    _ source: UnsafePointer<Float>, factors: UnsafePointer<Float>, rows: Int, panels: Int,
    into result: UnsafeMutablePointer<Float>)

  // MARK: Updates of flat parameters

  static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double
  static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int)
  static func clamp(_ x: UnsafeMutablePointer<Float>, to limit: Float, count: Int)
  static func update(_ operands: UpdateOperands, rule: UpdateRule)
}

/// The non-linearity `h` of a vanilla cell.
public enum ActivationFunction: Int32, Sendable, CaseIterable {
  case hyperbolicTangent
  case rectifier
  case logistic
}
