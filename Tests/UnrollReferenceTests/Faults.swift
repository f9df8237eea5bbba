/// Mistakes that people make in these formulas, each to be injected into a copy of the code and
/// caught by a comparison of gradients.
enum SweepFault: String, CaseIterable, Sendable {
  // The loss and its derivative.
  case targetNotSubtracted, lossSignFlipped, targetOfPreviousStep, targetOfNextStep
  case softmaxDerivativeTwice, onlyLastStepHasLoss, onlyTargetComponentHasLoss

  // The output layer.
  case dcNotComputed, dcOverwritten, dVNotComputed, dVOverwritten, dVFromStateBefore
  case dVFromPreactivation, dVDividedByStep, VReadByColumns, outputTermMissing, lastOutputForgotten

  // The recurrence.
  case WNotTransposed, recurrentTermMissing, recurrentTermSubtracted, recurrentTermOneStepLate
  case recurrentTermTwice, recurrentTermWithoutDerivative, recurrentTermFromFirstNeuronOnly
  case recurrentTermReplacesOutputTerm, truncatedAfterTwoSteps, sweptForwardInTime

  // The non-linearity.
  case derivativeMissing, derivativeOfStepBefore, derivativeAtState, derivativeNotSquared
  case derivativeTwice, derivativeOfLogistic

  // The hidden layer's parameters.
  case dbNotComputed, dbOverwritten, dbFromStateGradient, dWFromStateNow, dWTransposed
  case dWOverwritten, dWFromPreactivationBefore, dWWithoutLastStep, dUFromInputBefore
  case dUFromNextInput, dUOverwritten, dUTransposedInPlace, lastNeuronForgotten

  // Time, sequences and the batch.
  case firstStepDropped, lastStepDropped, recurrentTermNotReset, stateNotReset
  case onlyLastSequence, gradientOfSequenceOverwritten, meanOverSequences, meanOverPaddedSteps
  case meanTakenTwice, sumInsteadOfMean, clippedToHalfItsNorm, everyComponentClipped
  case orderOfBAndWSwapped
}

/// Mistakes in the tensors that are carried forward in time.
enum TensorFault: String, CaseIterable, Sendable {
  // The loss axis.
  case summedOverWrongAxis, deltaNotDiagonal, firstLossComponentOnly, lossSignFlipped
  case lossAxisAveraged

  // The recursion of the derivatives of the state.
  case identityMissing, recursionMissing, recursionSubtracted, WNotApplied, WTransposed
  case embeddingTransposed, embeddingOfStateNow, embeddingOfInputBefore
  case derivativeMissing, derivativeOnEmbeddingOnly, derivativeOnRecursionOnly
  case derivativeOfStepBefore, derivativeOnWrongSide

  // The product with a tensor.
  case productOverWrongAxis, reshapedByColumns

  // Time and sequences.
  case lastStepOnly, lastStepDropped, derivativesNotReset, derivativesOneStepLate
}
