"""Faults of layers, directions and masks."""

from check_faults.fault import engine, kernel, tested

MASKS = "Random/DropoutMasks.swift"
INPUT = "Layers/InputLayer.swift"
LAYER = "Layers/RecurrentLayer.swift"
DIRECTION = "Layers/RecurrentDirection.swift"
SWEEP = "Layers/RecurrentDirection+Sweep.swift"
WEIGHTS = "Layers/RecurrentWeights.swift"
PRODUCTS = "Layers/InputProducts.swift"

DROPOUT_TESTS = "FamilyDropoutTests"

MASK_FAULTS = [
    engine(
        "dropout: what is kept is not scaled",
        MASKS,
        "missed: isZoneout ? 0 : 65_536 / Float(65_536 - min(threshold, 65_535))",
        "missed: isZoneout ? 0 : 1",
    ),
    tested(
        engine,
        "zoneout: masks keep where they should not",
        MASKS,
        "hit: isZoneout ? 1 : 0,\n      missed: isZoneout ? 0 :",
        "hit: isZoneout ? 0 : 0,\n      missed: isZoneout ? 1 :",
        tests=DROPOUT_TESTS,
    ),
    engine(
        "dropout: a mask depends on the row of the batch",
        MASKS,
        "draw(sequence: batch.sequences[row], time: time)",
        "draw(sequence: row, time: time)",
    ),
    tested(
        engine,
        "dropout: both directions share their masks",
        MASKS,
        "        UInt32(truncatingIfNeeded: direction)),",
        "        0),",
        tests=DROPOUT_TESTS,
    ),
    tested(
        engine,
        "dropout: every step has the same masks",
        MASKS,
        "UInt32(truncatingIfNeeded: sequence), step",
        "UInt32(truncatingIfNeeded: sequence), 0",
        tests=DROPOUT_TESTS,
    ),
    tested(
        engine,
        "dropout: every time step has the same masks",
        MASKS,
        "UInt32(truncatingIfNeeded: time), UInt32",
        "0, UInt32",
        tests=DROPOUT_TESTS,
    ),
    tested(
        kernel,
        "dropout: a mask repeats after eight elements",
        "Dropout.swift",
        "UInt32(truncatingIfNeeded: j / 8)",
        "0",
        tests=DROPOUT_TESTS,
    ),
    engine(
        "input dropout: the way back without the mask",
        INPUT,
        "guard masks != nil else { return }",
        "guard masks != nil, positions.isEmpty else { return }",
    ),
    engine(
        "dropout: the way back without the mask",
        LAYER,
        "instructionSet.multiply(gradients, by: mask.block.rows(positions), into: gradients)",
        "_ = gradients",
    ),
    engine(
        "recurrent dropout: the way back without the mask",
        WEIGHTS,
        "set.addProduct(dMasked, mask.mask.rows(rows), to: carry)",
        "set.add(dMasked, to: carry)",
    ),
    engine(
        "recurrent dropout: W's gradient pairs each step with its own state",
        WEIGHTS,
        "left, maskedStates.block, segments: segments.all",
        "left, states, segments: segments.all",
    ),
    engine(
        "recurrent dropout: a mask depends on the row of the batch",
        WEIGHTS,
        "masks.draw(sequence: batch.sequences[row], time: 0)",
        "masks.draw(sequence: row, time: 0)",
    ),
    engine(
        "zoneout: evaluated without its expectation",
        DIRECTION,
        "keep.rows(positions).fill(Float(memory.zoneoutRate))",
        "keep.rows(positions).fill(0)",
    ),
    engine(
        "zoneout: the cell state takes the hidden state's masks",
        DIRECTION,
        "let use = index == 0 ? DropoutMasks.Use.zoneout : .cellZoneout",
        "let use = DropoutMasks.Use.zoneout",
        cell="lstm",
    ),
    engine(
        "zoneout: the reverse direction takes the forward one's masks",
        DIRECTION,
        "use, rate: memory.zoneoutRate, layer: layer, direction: isReverse ? 1 : 0,",
        "use, rate: memory.zoneoutRate, layer: layer, direction: 0,",
    ),
]

LAYER_FAULTS = [
    engine(
        "residual connections: not added",
        LAYER,
        "instructionSet.add(vectors.rows(positions), to: result)",
        "_ = vectors",
    ),
    engine(
        "residual connections: their gradient is missing",
        LAYER,
        "instructionSet.copy(dOutputs.rows(positions), into: dInputs.block.rows(positions))",
        "dInputs.block.rows(positions).clear()",
    ),
    engine(
        "both directions: the second one's gradient overwrites the first one's",
        LAYER,
        "adding: place > 0 || isResidual",
        "adding: isResidual",
    ),
    engine(
        "both directions: joined in the same columns",
        LAYER,
        "into: result.columns(columns(direction: place))",
        "into: result.columns(columns(direction: directions.count - 1 - place))",
    ),
    engine(
        "both directions: the gradient of the other one",
        LAYER,
        "dStates: dOutputs.columns(columns(direction: place))",
        "dStates: dOutputs.columns(columns(direction: directions.count - 1 - place))",
    ),
    engine(
        "reverse direction: begins at the batch's end, not at the row's",
        "Data/BatchLayout+Stretches.swift",
        "t + 1 < steps ? self.rows(rows, aliveAt: t + 1)",
        "t + 1 < steps ? self.rows(rows, aliveAt: t)",
    ),
    engine(
        "reverse direction: its final state is that of the last step",
        DIRECTION,
        "let last = isReverse ? 0 : batch.lengths[row] - 1",
        "let last = batch.lengths[row] - 1",
    ),
    engine(
        "reverse direction: W's gradient pairs the states of the forward one",
        DIRECTION,
        "segments: isReverse ? batch.reverseSegments : batch.forwardSegments",
        "segments: batch.forwardSegments",
    ),
    engine(
        "tied weights: the gradient of the look-up is missing",
        INPUT,
        "    guard isEmbedding else { return }\n    let rows = Share.range(dTable",
        "    guard isEmbedding, !configuration.tiesWeights else { return }\n"
        "    let rows = Share.range(dTable",
    ),
    engine(
        "tied weights: the gradient of the output layer is missing",
        "Layers/OutputLayer.swift",
        "rowRange: part.range(weights.rows)",
        "rowRange: weights.role == .embedding ? 0..<0 : part.range(weights.rows)",
    ),
    engine(
        "gru: W and d take the input's half of the gradient",
        DIRECTION,
        "shape.hasOwnRecurrentGradient ? dRecurrent.block : inputs.dProducts.block,",
        "inputs.dProducts.block,",
        cell="gru",
    ),
    engine(
        "gru: the way back to a_{t-1} takes the input's half of the gradient",
        SWEEP,
        "dRecurrent ?? dInputs, to: carry",
        "dInputs, to: carry",
        cell="gru",
    ),
    engine(
        "gru: the recurrent bias is not added",
        WEIGHTS,
        "set.multiply(left, forward, bias: bias, into: result)",
        "_ = bias\n        set.multiply(left, forward, into: result)",
        cell="gru",
    ),
    engine(
        "normalisation: the recurrent gains' gradient is that of the products",
        WEIGHTS,
        "ofProducts: dResults, normalised",
        "ofProducts: raw.rows(range).columns(columns), normalised",
    ),
    engine(
        "normalisation: the bias of symbols is added before it",
        PRODUCTS,
        "adding: isNormalised ? nil : bias.block.columns(columns)",
        "adding: bias.block.columns(columns)",
    ),
    engine(
        "normalisation: U's gradient is that of the normalised products",
        PRODUCTS,
        "(isNormalised ? dRaw.block : dProducts.block).columns(group.columns), vectors,",
        "dProducts.block.columns(group.columns), vectors,",
    ),
    tested(
        engine,
        "embedding in a table: its gradient is that of one direction alone",
        "Models/Engine+Backward.swift",
        "to: dEmbedding, adding: place > 0, part: part, of: parts)",
        "to: dEmbedding, adding: false, part: part, of: parts)",
        tests="TabulatedEmbeddingTests",
    ),
    tested(
        engine,
        "embedding in a table: the weights' gradient misses the last symbol",
        PRODUCTS,
        "RowSegment(left: 0, right: 0, count: rows)",
        "RowSegment(left: 0, right: 0, count: rows - 1)",
        tests="TabulatedEmbeddingTests",
    ),
    tested(
        engine,
        "embedding in a table: gradients of windows are not added up",
        "Models/Engine+Backward.swift",
        "if input.isTabulated && window.isLastTaken {",
        "if input.isTabulated && window.isFirstTaken {",
        tests="TabulatedEmbeddingTests",
    ),
]

FAULTS = MASK_FAULTS + LAYER_FAULTS
