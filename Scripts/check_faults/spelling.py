"""Faults of words that are read by their characters."""

from check_faults.fault import engine

LAYER = "Layers/SpellingLayer.swift"
INPUT = "Layers/InputLayer.swift"
BATCH = "Data/SpelledBatch.swift"

FAULTS = [
    engine(
        "spelled words: the reverse direction's state after its first character",
        LAYER,
        "layer.directions[1].states, indices: spelled.firsts",
        "layer.directions[1].states, indices: spelled.lasts",
        cell="gru",
    ),
    engine(
        "spelled words: gradients of both directions go to the last character",
        LAYER,
        "[spelled.lasts.block, spelled.firsts.block].enumerated()",
        "[spelled.lasts.block, spelled.lasts.block].enumerated()",
        cell="lstm",
    ),
    engine(
        "spelled words: gradients of earlier passes stay",
        LAYER,
        "      target.clear(columns: columns)\n",
        "",
        cell="rnn",
    ),
    engine(
        "spelled words: the gradient of characters goes to the first parameters of all",
        LAYER,
        "    input.addGradients(\n      to: own,",
        "    input.addGradients(\n      to: gradient,",
        cell="mingru",
    ),
    engine(
        "word dropout: the gradient goes to the word that was left out",
        INPUT,
        "    let symbols = symbols(batch)\n    if window",
        "    let symbols = batch.inputs.symbols.block\n    if window",
        cell="minlstm",
    ),
    engine(
        "word dropout: what is left out is kept",
        INPUT,
        "mask[position, 0] == 0 ? 0 : symbols[position]",
        "mask[position, 0] != 0 ? 0 : symbols[position]",
        cell="gru",
    ),
    engine(
        "spelled words: a word's row is where it stood in the choice",
        BATCH,
        "rows[batch.places[row]] = row",
        "rows[row] = row",
        cell="lstm",
    ),
    engine(
        "spelled words: the last part of the columns has no gradient",
        LAYER,
        "team.run(parts: parts) { part in\n      scatter(dSpellings",
        "team.run(parts: max(parts - 1, 1)) { part in\n      scatter(dSpellings",
        cell="rnn",
    ),
]
