import Unroll
import UnrollReference

/// How the engine was run.
struct EngineRun {
  var gradient: Unroll.GradientMethod?
  let instructionSet: String
  let threads: Int
}

/// Faults to put into a trial, by which tests prove that the check is sharp.
struct Interference {
  /// Changes the network that the reference computes with, but not the engine's.
  var network: (inout ReferenceStack) -> Void = { _ in }
  /// Changes a sequence's masks, which the engine draws itself.
  var masks: (inout ReferenceMasks) -> Void = { _ in }
  /// Changes the reverse sweep's gradient.
  var sweep: (inout NamedNumbers) -> Void = { _ in }
  /// Changes the tensors' gradient.
  var derivation: (inout NamedNumbers) -> Void = { _ in }
  /// Changes the finite differences.
  var differences: (inout NamedNumbers) -> Void = { _ in }
  /// Changes the engine's loss.
  var loss: (inout Double) -> Void = { _ in }
  /// Changes the engine's states after the last steps, in the order of the reference's.
  var state: (inout [Double]) -> Void = { _ in }
  /// Changes the engine's gradient of one run.
  var engine: (inout Parameters, EngineRun) -> Void = { _, _ in }
  /// Changes the engine's gradient by the initial states.
  var initialState: (inout NetworkState) -> Void = { _ in }
}
