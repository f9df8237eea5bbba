import KernelBodies
import Kernels

/// Masks of one training step. A mask's bits follow from what it is for: drawing it again, at
/// another time or on another thread, gives the same bits.
package struct DropoutMasks {
  /// What is left out.
  package enum Use: UInt32, Sendable {
    case input = 1
    case layers = 2
    case recurrent = 3
    case zoneout = 4
    case cellZoneout = 5
    case words = 6
  }

  private let rate: Double
  private let isZoneout: Bool
  private let key: SIMD2<UInt32>
  private let step: UInt32

  /// The masks of one use in one direction of one layer, in a step of a run.
  package init(_ use: Use, rate: Double, layer: Int, direction: Int, seed: UInt64, step: Int) {
    self.rate = rate
    isZoneout = use == .zoneout || use == .cellZoneout
    let words = philox(
      SIMD4(
        RandomStream.Purpose.dropout.rawValue, use.rawValue, UInt32(truncatingIfNeeded: layer),
        UInt32(truncatingIfNeeded: direction)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    key = SIMD2(words[0], words[1])
    self.step = UInt32(truncatingIfNeeded: step)
  }

  /// Rates are rounded to 65,536ths, and what is kept is scaled by the rounded rate.
  private var threshold: UInt32 { UInt32((rate * 65_536).rounded()) }

  /// How to draw the mask of a sequence at a time step: 0 or 1 / (1 - rate), for zoneout 1 or 0.
  func draw(sequence: Int, time: Int) -> MaskDraw {
    MaskDraw(
      threshold: threshold, hit: isZoneout ? 1 : 0,
      missed: isZoneout ? 0 : 65_536 / Float(65_536 - min(threshold, 65_535)),
      counter: (
        UInt32(truncatingIfNeeded: time), UInt32(truncatingIfNeeded: sequence), step
      ), key: key)
  }

  /// The mask of a sequence at a time step, apart from any batch, as proofs need it. The mask of
  /// recurrent dropout is that of time 0.
  package func numbers(count: Int, sequence: Int, time: Int = 0) -> [Float] {
    let row = Matrix(rows: 1, columns: count)
    InstructionSet.active.drawMask(row.block, draw(sequence: sequence, time: time))
    return row.block.row(0)
  }

  /// Fills the positions of a batch's mask matrix, one mask for each time step of each row.
  func fill(_ mask: Block, _ batch: Batch, positions: Range<Int>, _ instructionSet: InstructionSet)
  {
    batch.forEachPosition(in: positions) { position, row, time in
      instructionSet.drawMask(
        mask.rows(position..<position + 1), draw(sequence: batch.sequences[row], time: time))
    }
  }
}
