import KernelBodies
import Kernels

/// Where a pass first came to a number that is not finite.
public struct Anomaly: Sendable, Equatable {
  /// Which numbers.
  public enum Kind: Sendable, Equatable {
    /// The hidden states of a layer, counted from 0, in the forward pass.
    case state(layer: Int, isReverse: Bool)
    /// The outputs o_t.
    case output
    /// The gradient by what a layer's cells read, in the reverse sweep, which goes from the last time step to the
    /// first.
    case gradient(layer: Int, isReverse: Bool)
  }

  /// Which numbers.
  public let kind: Kind
  /// The time step, counted from 0 within the sequence or, of a stream, within its window.
  public let time: Int
  /// The sequence, its index in the data set or, of a stream, in the window.
  public let sequence: Int
}

extension Anomaly: CustomStringConvertible {
  /// Where it is, for people, who count from 1.
  public var description: String {
    let what =
      switch kind {
      case .state(let layer, let isReverse): "the states of layer \(layer + 1)\(name(isReverse))"
      case .output: "the outputs"
      case .gradient(let layer, let isReverse):
        "the gradients of layer \(layer + 1)\(name(isReverse))"
      }
    return "\(what), time step \(time + 1) of sequence \(sequence + 1)"
  }

  private func name(_ isReverse: Bool) -> String { isReverse ? " (reverse)" : "" }
}

extension Engine {
  /// Where the last pass, forward and perhaps backward, first came to a number that is not finite: the lowest
  /// layer first, then the earliest step in the order of the computation; nil if all are finite.
  ///
  /// - Parameters:
  ///   - batch: the batch of the last pass.
  ///   - hasGone: whether the pass was a whole one, with the reverse sweep.
  /// - Complexity: reads all states; meant for a pass that went wrong.
  func anomaly(_ batch: Batch, back hasGone: Bool) -> Anomaly? {
    for (index, layer) in layers.enumerated() {
      for direction in layer.directions {
        if let found = first(
          in: direction.states, batch, .state(layer: index, isReverse: direction.isReverse),
          fromEnd: direction.isReverse)
        {
          return found
        }
      }
    }
    if batch.predicted == .every,
      let found = first(in: output.outputs.block, batch, .output, fromEnd: false)
    {
      return found
    }
    guard hasGone else { return nil }
    for (index, layer) in layers.enumerated().reversed() {
      for direction in layer.directions {
        if let found = first(
          in: direction.inputs.dProducts.block, batch,
          .gradient(layer: index, isReverse: direction.isReverse), fromEnd: !direction.isReverse)
        {
          return found
        }
      }
    }
    return nil
  }

  /// The first position of a batch whose row has a number that is not finite.
  private func first(
    in block: Block, _ batch: Batch, _ kind: Anomaly.Kind, fromEnd: Bool
  ) -> Anomaly? {
    guard block.rows >= batch.positions else { return nil }
    var found: Anomaly?
    batch.forEachPosition(in: 0..<batch.positions) { position, row, time in
      guard found.map({ fromEnd ? time > $0.time : time < $0.time }) ?? true,
        !block.row(position).allSatisfy(\.isFinite)
      else { return }
      found = Anomaly(kind: kind, time: time, sequence: batch.sequences[row])
    }
    return found
  }
}
