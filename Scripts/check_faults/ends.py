"""Faults of predictions that are made once for each sequence."""

from check_faults.fault import engine

OUTPUT = "Layers/OutputLayer.swift"
BATCH = "Data/Batch.swift"

FAULTS = [
    engine(
        "ends: the reverse direction is read at the row's last position",
        OUTPUT,
        "direction == 0 ? batch.lastPositions.block : batch.firstPositions.block",
        "batch.lastPositions.block",
    ),
    engine(
        "ends: the first positions are those of other rows",
        BATCH,
        "firstPositions.block[place] = Int32(layout.offsets[0] + row)",
        "firstPositions.block[place] = Int32(layout.offsets[0] + rows - 1 - row)",
    ),
    engine(
        "ends: the gradient goes to one direction alone",
        OUTPUT,
        "columns: columns.clamped(to: own), into: dStates.block)",
        "columns: columns.clamped(to: directions[0]), into: dStates.block)",
    ),
]
