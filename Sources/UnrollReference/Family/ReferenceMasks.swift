// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// The random choices of one pass over one sequence, made by the caller.
///
/// What is nil is not random: no dropout; and for zoneout the rate in place of the choice, which is
/// how a network is evaluated.
///
/// Dropout masks hold 0 and 1/(1 - p); zoneout masks 0 and 1. Nothing depends on that, and any
/// numbers will do. Time steps are counted from the beginning of the sequence, also for the reverse
/// direction.
public struct ReferenceMasks: Equatable, Codable, Sendable {
  /// What the first layer's inputs are multiplied by, [t][D or I]; not for one-hot symbols.
  public var input: [[Double]]?
  /// What the layers hand on is multiplied by, [layer][t][Y]; the last layer's too.
  public var layers: [[[Double]]]?
  /// What a_{t-1} is multiplied by on its way to W, [layer][direction][H]: the same at all t.
  public var recurrent: [[[Double]]]?
  /// k, the share of the old state that stays, [layer][direction][part][t][H].
  public var zoneout: [[[[[Double]]]]]?

  /// Masks; nil is none.
  public init(
    input: [[Double]]? = nil, layers: [[[Double]]]? = nil, recurrent: [[[Double]]]? = nil,
    zoneout: [[[[[Double]]]]]? = nil
  ) {
    self.input = input
    self.layers = layers
    self.recurrent = recurrent
    self.zoneout = zoneout
  }
}

extension ReferenceMasks {
  /// Stops the program where a mask has not the shape of the network and the sequence.
  func check(for configuration: ReferenceStackConfiguration, steps: Int) {
    let (H, Y) = (configuration.hiddenSize, configuration.layerWidth)
    let (L, directions) = (configuration.layers, configuration.directions)
    if let input {
      if case .symbols = configuration.input {
        precondition(configuration.embeddingSize != nil, "input dropout of one-hot symbols")
      }
      expect(filled(configuration.inputWidth(ofLayer: 0), steps), input.map(\.count), "input")
    }
    if let layers {
      expect(filled(filled(Y, steps), L), layers.map { $0.map(\.count) }, "layer")
    }
    if let recurrent {
      expect(filled(filled(H, directions), L), recurrent.map { $0.map(\.count) }, "recurrent")
    }
    if let zoneout {
      let parts = filled(filled(H, steps), configuration.cell.stateNames.count)
      let counts = zoneout.map { $0.map { $0.map { $0.map(\.count) } } }
      expect(filled(filled(parts, directions), L), counts, "zoneout")
    }
  }

  private func expect<Shape: Equatable>(_ expected: Shape, _ counts: Shape, _ name: String) {
    precondition(counts == expected, "\(name) masks of \(counts), expected \(expected)")
  }
}

private func filled<Element>(_ element: Element, _ count: Int) -> [Element] {
  Array(repeating: element, count: count)
}
