import Kernels

/// The vanilla recurrent cell (Elman, 1990, doi:10.1207/s15516709cog1402_1).
///
///     z_t = W a_{t-1} + U x_t + b      (1)
///     a_t = h(z_t)                     (2)
///
/// Stored by the forward step: a_t. Recomputed by the backward step: h'(z_t), from a_t alone.
/// Cost of a step for each row: H² multiply-adds and H activations forward, H² backward (the
/// products with U and the sums for dW, dU and db are taken over all time steps at once).
/// The derivation is in Documentation/Derivation/VanillaCell.md.
struct VanillaSteps: Sendable {
  let activation: Activation
  let instructionSet: InstructionSet

  /// Equations (1) and (2) for rows of a batch.
  ///
  /// - Parameters:
  ///   - previous: a_{t-1}, [rows, H].
  ///   - recurrent: Wᵀ in panels, [H, H].
  ///   - input: U x_t + b for each row: [rows, H], or rows of a table for one-hot inputs.
  ///   - state: a_t, [rows, H].
  func forward(previous: Block, recurrent: PackedBlock, input: Addend, state: Block) {
    instructionSet.multiply(
      previous, recurrent, addend: input, activation: activation.function, into: state)
  }

  /// Equations (18) and (19), the mirror of ``forward(previous:recurrent:input:state:)``, for the
  /// rows alive at t.
  ///
  ///     da_t = ∂L_t/∂a_t + Wᵀ dz_{t+1}        for rows that go on to step t+1
  ///     da_t = ∂L_t/∂a_t                      for rows that end at step t
  ///     dz_t = da_t ⊙ h'(z_t)
  ///
  /// - Parameters:
  ///   - dNext: dz_{t+1} of the rows that go on, [rows going on, H]; they are the first rows.
  ///   - recurrent: W in panels, [H, H].
  ///   - dState: ∂L_t/∂a_t from the output layer, [rows, H].
  ///   - state: a_t, [rows, H].
  ///   - dz: where dz_t goes, [rows, H].
  func backward(dNext: Block, recurrent: PackedBlock, dState: Block, state: Block, dz: Block) {
    let goingOn = dNext.rows
    if goingOn > 0 {
      instructionSet.multiply(
        dNext, recurrent, addend: dState, derivativeAt: state, activation: activation.function,
        into: dz)
    }
    if goingOn < dState.rows {
      let ending = goingOn..<dState.rows
      instructionSet.multiplyByDerivative(
        dState.rows(ending), states: state.rows(ending), activation: activation.function,
        into: dz.rows(ending))
    }
  }
}
