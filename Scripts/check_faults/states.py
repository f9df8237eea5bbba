"""Faults of states between passes and sequences, and of the forward recursion."""

from check_faults.fault import engine, tested

DIRECTION = "Layers/RecurrentDirection.swift"
RTRL = "Layers/InfluenceRecursion.swift"
LOCAL = "Layers/LocalDerivatives.swift"

STATE_FAULTS = [
    engine(
        "states: not cleared between passes",
        DIRECTION,
        "} else if initialSlices.isEmpty {\n          target.clear()",
        "} else if initialSlices.isEmpty {\n          _ = target",
    ),
    engine(
        "the gradient from the future: not cleared between passes",
        DIRECTION,
        "      carry.clear()\n",
        "",
    ),
    engine(
        "given states: in the order of the batch, not of the choice",
        DIRECTION,
        "              row: places[row], layer: layer, isReverse: isReverse, part: index))",
        "              row: row, layer: layer, isReverse: isReverse, part: index))",
    ),
    tested(
        engine,
        "windows: the gradient from the next one is lost",
        "Models/RecomputingPass.swift",
        "later: later, isFirstTaken",
        "later: nil, isFirstTaken",
        tests="RecomputingTests",
    ),
    tested(
        engine,
        "windows: masks begin anew in each",
        "Data/Batch.swift",
        "body(position, position - layout.offsets[t], firstStep + t)",
        "body(position, position - layout.offsets[t], t)",
        tests="RecomputingTests",
    ),
    engine(
        "given states: a fresh row takes the zeros for a state",
        DIRECTION,
        "if let state, !state.isFresh[places[row]] {",
        "if let state {",
    ),
    engine(
        "given states: missing from W's gradient",
        DIRECTION,
        "hasInitialState = state != nil || !initialSlices.isEmpty",
        "hasInitialState = !initialSlices.isEmpty",
    ),
    engine(
        "given states: their gradient in the order of the batch",
        DIRECTION,
        "memory.blocks.carry.row(row), row: batch.places[row], layer: layer,",
        "memory.blocks.carry.row(row), row: row, layer: layer,",
    ),
    engine(
        "learned states: a gradient from rows that began elsewhere",
        DIRECTION,
        "for row in 0..<batch.rows where state?.isFresh[batch.places[row]] ?? true {",
        "for row in 0..<batch.rows {",
    ),
    engine(
        "learned states: missing from W's gradient",
        DIRECTION,
        "hasInitialState = state != nil || !initialSlices.isEmpty",
        "hasInitialState = state != nil",
    ),
    engine(
        "final states: in the order of the batch",
        DIRECTION,
        "states.row(batch.layout.offsets[last] + row), row: batch.places[row], layer: layer,",
        "states.row(batch.layout.offsets[last] + row), row: row, layer: layer,",
    ),
    tested(
        engine,
        "states: a row that is reset goes on",
        "Models/NetworkState.swift",
        "    isFresh[row] = true\n",
        "",
        tests="FamilyWindowTests",
    ),
]

RECURSION_FAULTS = [
    engine(
        "rtrl: each neuron's own way is missing",
        RTRL,
        "workspace.jacobian[j * hidden + j] += own[0, j]",
        "workspace.jacobian[j * hidden + j] += 0 * own[0, j]",
        cell="gru",
    ),
    engine(
        "rtrl: influences go on from one row to the next",
        RTRL,
        "for influence in workspace.influences { influence.even.clear() }",
        "",
    ),
    engine(
        "rtrl: the cell state's influence is missing",
        LOCAL,
        "if part == 1 { previous[1].block.fill(1) }",
        "if part == 1 { previous[1].block.fill(0) }",
        cell="lstm",
    ),
    engine(
        "rtrl: gates in the wrong columns",
        RTRL,
        "let first = gate * gateStride(hidden: hidden)",
        "let first = (gates - 1 - gate) * gateStride(hidden: hidden)",
        cell="lstm",
    ),
]

FAULTS = STATE_FAULTS + RECURSION_FAULTS
