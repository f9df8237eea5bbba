/// The state of a ``ReferenceStack`` between two time steps, or a gradient by it.
public struct ReferenceState: Equatable, Codable, Sendable {
  /// The numbers, [layer][direction][part][neuron].
  ///
  /// Directions are forward, reverse; parts are those of ``ReferenceCell/stateNames``.
  public var parts: [[[[Double]]]]

  /// A state from its numbers, [layer][direction][part][neuron].
  public init(parts: [[[[Double]]]]) {
    self.parts = parts
  }

  /// The state of zeros.
  public init(zeroFor configuration: ReferenceStackConfiguration) {
    let zeros = Array(repeating: 0.0, count: configuration.hiddenSize)
    let direction = configuration.cell.stateNames.map { _ in zeros }
    let layer = Array(repeating: direction, count: configuration.directions)
    parts = Array(repeating: layer, count: configuration.layers)
  }

  /// A state from its numbers in the order of ``ReferenceStackConfiguration/stateSlices``.
  public init(flat: [Double], for configuration: ReferenceStackConfiguration) {
    let slices = configuration.stateSlices
    let count = slices.last?.range.upperBound ?? 0
    precondition(flat.count == count, "\(flat.count) numbers for a state of \(count)")
    self.init(zeroFor: configuration)
    var index = 0
    for layer in parts.indices {
      for direction in parts[layer].indices {
        for part in parts[layer][direction].indices {
          parts[layer][direction][part] = Array(flat[slices[index].range])
          index += 1
        }
      }
    }
  }

  /// All numbers in one array: layer after layer, direction after direction, part after part.
  public var flat: [Double] { parts.flatMap { $0.flatMap { $0.flatMap { $0 } } } }
}

extension ReferenceStackConfiguration {
  /// The named slices of ``ReferenceState/flat``: "a", "s", "ar", "sr", "a2" and so on, [H] each.
  public var stateSlices: [ParameterSlice] {
    var slices: [ParameterSlice] = []
    for layer in 0..<layers {
      for direction in 0..<directions {
        for state in cell.stateNames {
          slices.append(
            ParameterSlice(
              name: state + Self.suffix(layer: layer, direction: direction),
              dimensions: [hiddenSize], start: slices.last?.range.upperBound ?? 0))
        }
      }
    }
    return slices
  }
}
