import KernelBodies
import Kernels

/// The weights that a layer's previous hidden state meets, in one direction, and the products with
/// them.
///
///     R_t = W (m ⊙ a_{t-1}) + d                                        plain
///     R_t,g = γ_g ⊙ norm(W_g (m ⊙ a_{t-1})) + d_g for each gate g      normalised
///
/// m is the mask of recurrent dropout, one for each row, and 1 without. Holds the products of the step
/// at hand [B, G·H], W packed for both directions, and for normalisation norm(W a) and its scale of
/// every position. Cost for each position: G·H² multiply-adds forward, twice as many backward.
final class RecurrentWeights {
  private let instructionSet: InstructionSet
  private let hidden: Int
  private let gates: Int
  private let slices: Slices

  private struct Slices {
    let weights: ParameterTable.Slice
    let bias: ParameterTable.Slice?
    let gain: ParameterTable.Slice?
  }

  private var products: Matrix
  private var normalised: Matrix
  private var scales: Matrix
  /// ∂L/∂(W a) of every position, where it is not ∂L/∂R.
  private var dRaw: Matrix
  /// The row masks, [B, H], and what they leave of the previous states, [N, H].
  private var mask: Matrix
  private var maskedStates: Matrix
  private var dMasked: Matrix
  private var isMasked = false
  private let forward: PackedMatrix
  private let backward: PackedMatrix
  private let bias: Matrix
  private let gain: Matrix

  /// Nil for cells without recurrent weights.
  init?(
    _ configuration: NetworkConfiguration, layer: Int, direction: Int,
    instructionSet: InstructionSet
  ) {
    let table = configuration.parameterTable
    func slice(_ letter: String) -> ParameterTable.Slice? {
      table.slice(
        named: NetworkConfiguration.name(letter, layer: layer, isReverse: direction == 1))
    }
    guard let weights = slice("W") else { return nil }
    slices = Slices(weights: weights, bias: slice("d"), gain: slice("gW"))
    self.instructionSet = instructionSet
    hidden = configuration.hiddenSize
    gates = configuration.cell.gates.count
    let columns = gates * gateStride(hidden: hidden)
    products = Matrix(columns: columns)
    normalised = Matrix(columns: columns)
    scales = Matrix(columns: gates)
    dRaw = Matrix(columns: columns)
    mask = Matrix(columns: hidden)
    maskedStates = Matrix(columns: hidden)
    dMasked = Matrix(columns: hidden)
    forward = PackedMatrix(depth: hidden, columns: columns)
    backward = PackedMatrix(depth: columns, columns: hidden)
    bias = Matrix(rows: 1, columns: columns)
    gain = Matrix(rows: 1, columns: columns)
  }

  /// Copies the vectors.
  func loadVectors(_ parameters: Parameters) {
    for gate in 0..<gates {
      let columns = self.columns(gate: gate)
      for (slice, row) in [(slices.bias, bias.block), (slices.gain, gain.block)] {
        if let slice {
          row.columns(columns).copy(
            from: parameters.values, offset: slice.range(gate: gate).lowerBound)
        }
      }
    }
  }

  /// Packs one part of the weights.
  func load(_ parameters: Parameters, part: Int, of parts: Int) {
    instructionSet.packTransposed(
      parameters.values, offset: slices.weights.offset, gates: .hidden(hidden),
      into: forward.block, panels: Share.range(forward.block.panels, part: part, of: parts))
    instructionSet.pack(
      parameters.values, offset: slices.weights.offset, gates: .hidden(hidden),
      into: backward.block, panels: Share.range(backward.block.panels, part: part, of: parts))
  }

  /// Makes room for so many positions and rows.
  func prepare(positions: Int, rows: Int, isMasked: Bool) {
    self.isMasked = isMasked
    products.resize(rows: rows)
    if slices.gain != nil {
      normalised.resize(rows: positions)
      scales.resize(rows: positions)
      dRaw.resize(rows: positions)
    }
    if isMasked {
      mask.resize(rows: rows)
      maskedStates.resize(rows: positions)
      dMasked.resize(rows: rows)
    }
  }

  /// Draws the masks of some rows.
  func drawMasks(_ masks: DropoutMasks, _ batch: Batch, rows: Range<Int>) {
    for row in rows {
      instructionSet.drawMask(
        mask.block.rows(row..<row + 1), masks.draw(sequence: batch.sequences[row], time: 0))
    }
  }

  // MARK: The steps of a sweep

  /// Views for the steps of a sweep.
  struct Sweep {
    let set: InstructionSet
    let hidden: Int
    let gates: Int
    let forward: PackedBlock
    let backward: PackedBlock
    let products: Block
    let bias: Block?
    let normalisation: Normalisation?
    let mask: Mask?

    struct Normalisation {
      let gain: Block
      let bias: Block
      let normalised: Block
      let scales: Block
      let dRaw: Block
    }

    struct Mask {
      let mask: Block
      let states: Block
      let dMasked: Block
    }

    /// R_t of some rows, from a_{t-1}.
    func multiply(_ previous: Block, rows: Range<Int>, positions: Range<Int>) -> Block {
      var left = previous
      if let mask {
        left = mask.states.rows(positions)
        set.multiply(previous, by: mask.mask.rows(rows), into: left)
      }
      let result = products.rows(rows)
      if let normalisation {
        set.multiply(left, forward, into: result)
        set.normalise(
          result, hidden: hidden, gates: gates, gain: normalisation.gain,
          bias: normalisation.bias, normalised: normalisation.normalised.rows(positions),
          scales: normalisation.scales.rows(positions), into: result)
      } else if let bias {
        set.multiply(left, forward, bias: bias, into: result)
      } else {
        set.multiply(left, forward, into: result)
      }
      return result
    }

    /// Adds ∂L/∂a_{t-1} by way of R_t to `carry`, from ∂L/∂R_t of all positions.
    func addGradients(_ dProducts: Block, to carry: Block, rows: Range<Int>, positions: Range<Int>)
    {
      var gradients = dProducts.rows(positions)
      if let normalisation {
        let raw = normalisation.dRaw.rows(positions)
        set.normaliseBackward(
          gradients, hidden: hidden, gates: gates, gain: normalisation.gain,
          normalised: normalisation.normalised.rows(positions),
          scales: normalisation.scales.rows(positions), into: raw)
        gradients = raw
      }
      if let mask {
        let dMasked = mask.dMasked.rows(rows)
        set.multiply(gradients, backward, into: dMasked)
        set.addProduct(dMasked, mask.mask.rows(rows), to: carry)
      } else {
        set.multiply(gradients, backward, addend: .rows(carry), into: carry)
      }
    }
  }

  /// Views of all of it; good until the next ``prepare(positions:rows:isMasked:)``.
  var sweep: Sweep {
    Sweep(
      set: instructionSet, hidden: hidden, gates: gates, forward: forward.block,
      backward: backward.block, products: products.block,
      bias: slices.bias == nil ? nil : bias.block,
      normalisation: slices.gain == nil
        ? nil
        : Sweep.Normalisation(
          gain: gain.block, bias: bias.block, normalised: normalised.block,
          scales: scales.block, dRaw: dRaw.block),
      mask: isMasked
        ? Sweep.Mask(mask: mask.block, states: maskedStates.block, dMasked: dMasked.block) : nil)
  }

  // MARK: Gradients

  /// Adds one part's share of the gradients of W, d and γ, summed over all positions in the batch's order.
  ///
  ///     dW = Σ_t ∂L/∂(W a) (m ⊙ a_{t-1})ᵀ      dd = Σ_t ∂L/∂R_t      dγ = Σ_t ∂L/∂R_t ⊙ norm(W a)
  ///
  /// - Parameters:
  ///   - dProducts: ∂L/∂R_t of every position.
  ///   - states: a_t of every position, and the states before the first step unless they are zero.
  ///   - ranges: the positions in the order in which they are summed.
  func addGradients(
    _ dProducts: Block, states: Block, initial: Block?, segments: RecurrentSegments,
    ranges: [Range<Int>], to gradient: FlatBlock, _ part: Part
  ) {
    let raw = slices.gain == nil ? dProducts : dRaw.block
    for group in GateGroups(gates: gates, hidden: hidden) {
      let rows = part.range(group.columns.count)
      let tensor = gradient.tensor(slices.weights, group)
      let left = raw.columns(group.columns)
      if isMasked {
        instructionSet.addTransposedProduct(
          left, maskedStates.block, segments: segments.all, rowRange: rows, into: tensor,
          scratch: part.scratch)
      } else {
        instructionSet.addTransposedProduct(
          left, states, segments: segments.continuing, rowRange: rows, into: tensor,
          scratch: part.scratch)
        if let initial {
          instructionSet.addTransposedProduct(
            left, initial, segments: segments.starting, rowRange: rows, into: tensor,
            scratch: part.scratch)
        }
      }
      let share = part.range(group.columns.count, multipleOf: 16)
      for range in ranges {
        let dResults = dProducts.rows(range).columns(group.columns)
        if let slice = slices.bias {
          instructionSet.addColumnSums(
            dResults, columns: share, into: gradient.tensor(slice, group))
        }
        if let slice = slices.gain {
          instructionSet.addColumnSums(
            ofProducts: dResults, normalised.block.rows(range).columns(group.columns),
            columns: share,
            into: gradient.tensor(slice, group))
        }
      }
    }
  }

  /// The columns of a gate, without padding.
  private func columns(gate: Int) -> Range<Int> {
    let first = gate * gateStride(hidden: hidden)
    return first..<first + hidden
  }
}
