import Unroll
import UnrollReference

/// Numbers under the names of parameters and, behind them, of parts of the state: a gradient of all
/// that a network depends on.
struct NamedNumbers {
  /// The names and the places in ``flat``.
  let slices: [ParameterSlice]
  /// All numbers.
  var flat: [Double]

  /// The numbers of one name; a programmer's error when there are none.
  subscript(name: String) -> [Double] {
    get { Array(flat[range(name)]) }
    set { flat.replaceSubrange(range(name), with: newValue) }
  }

  private func range(_ name: String) -> Range<Int> {
    guard let slice = slices.first(where: { $0.name == name }) else {
      preconditionFailure("no '\(name)'; there are \(slices.map(\.name))")
    }
    return slice.range
  }

  /// The numbers of some parameters.
  init(_ flat: [Double], _ slices: [ParameterSlice]) {
    self.flat = flat
    self.slices = slices
  }

  /// The gradients of sequences, those by parameters added up, and those by initial states, where
  /// such are given, sequence after sequence: "a" [B, H], "s", "ar" and so on.
  init(_ gradients: [ReferenceStackGradient], _ trial: GradientTrial) {
    let configuration = trial.reference.configuration
    flat = Array(repeating: 0, count: configuration.parameterCount)
    for gradient in gradients {
      for i in flat.indices { flat[i] += gradient.parameters[i] }
    }
    var slices = configuration.slices
    if trial.state != nil {
      let states = gradients.map(\.initialState.flat)
      for slice in configuration.stateSlices {
        slices.append(
          ParameterSlice(
            name: slice.name, dimensions: [states.count] + slice.dimensions, start: flat.count))
        for state in states { flat += state[slice.range] }
      }
    }
    self.slices = slices
  }
}
