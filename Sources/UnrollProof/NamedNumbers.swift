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

  /// What errors of one array count, 1 for nearly all.
  ///
  /// Numbers that are less than a hundredth of all the others, root mean square beside root mean
  /// square, are what larger terms left when they cancelled, and in Float they carry the rounding of
  /// these. They are judged as if they were a hundredth. Small networks of any seed have such arrays.
  func shareOfCancelled(_ slice: ParameterSlice) -> Double {
    let floor = NamedNumbers.cancellationFraction * rootMeanSquare(flat)
    let size = rootMeanSquare(flat[slice.range])
    return size > 0 && size < floor ? size / floor : 1
  }

  private static let cancellationFraction = 1e-2
}

private func rootMeanSquare(_ numbers: some Collection<Double>) -> Double {
  (numbers.reduce(0) { $0 + $1 * $1 } / Double(max(numbers.count, 1))).squareRoot()
}
