"""Which networks of the family there are fixtures of; the sizes of each are all different."""

from pathlib import Path

from .configuration import Configuration, symbols, values
from .family import Case, make_case
from .proof import prove
from .writing import write_compact


def case(
    cell: str, inputs: dict, hidden: int, outputs: dict, lengths: list[int], **options
) -> Case:
    """A case from the options of both: the network's and the case's own."""
    of_case = {
        key: options.pop(key) for key in ["has_initial_state", "is_training", "given"]
        if key in options
    }
    if cell == "rnn":
        options.setdefault("activation", "tanh")
    return Case(Configuration(cell, inputs, hidden, outputs, **options), lengths, **of_case)


# One direction, two layers, two directions, both: of each cell.
STACKED = {"layers": 2}
BOTH = {"bidirectional": True}
STACKED_BOTH = {"layers": 2, "bidirectional": True}
START = {"has_initial_state": True}
RELU = {"activation": "relu"}

PLAIN = {
    "rnn-tanh": case("rnn", symbols(6), 5, symbols(4), [4, 1, 6]),
    "rnn-tanh-stacked": case("rnn", values(3), 6, values(2), [3, 1, 5], **STACKED, **START),
    "rnn-tanh-both": case("rnn", symbols(7), 4, symbols(5), [2, 7, 1], embedding=3, **BOTH),
    "rnn-tanh-stacked-both": case(
        "rnn", values(5), 3, values(4), [5, 1, 3], **STACKED_BOTH, **START),
    "rnn-relu": case("rnn", values(2), 9, symbols(5), [3, 1, 6], **RELU, **START),
    "rnn-relu-stacked": case("rnn", symbols(5), 4, symbols(3), [6, 2, 1], **RELU, **STACKED),
    "rnn-relu-both": case("rnn", values(3), 5, values(2), [1, 4, 6], **RELU, **BOTH),
    "rnn-relu-stacked-both": case(
        "rnn", symbols(8), 3, symbols(4), [4, 1, 5], embedding=5, **RELU, **STACKED_BOTH),
    "lstm": case("lstm", symbols(5), 6, symbols(4), [5, 1, 3]),
    "lstm-stacked": case(
        "lstm", symbols(6), 4, symbols(3), [2, 6, 1], embedding=5, **STACKED, **START),
    "lstm-both": case("lstm", values(3), 4, values(5), [4, 1, 7], **BOTH, **START),
    "lstm-stacked-both": case(
        "lstm", values(2), 3, symbols(5), [3, 1, 5], **STACKED_BOTH, **START),
    "gru": case("gru", values(4), 7, values(3), [4, 1, 2]),
    "gru-stacked": case("gru", symbols(5), 4, values(3), [6, 1, 3], **STACKED),
    "gru-both": case("gru", symbols(7), 4, symbols(3), [1, 5, 3], embedding=5, **BOTH, **START),
    "gru-stacked-both": case("gru", values(4), 3, values(2), [5, 1, 4], **STACKED_BOTH, **START),
    "mingru": case("mingru", symbols(5), 7, symbols(4), [5, 1, 7]),
    "mingru-stacked": case("mingru", values(3), 6, values(2), [4, 1, 6], **STACKED, **START),
    "mingru-both": case("mingru", symbols(6), 4, symbols(5), [7, 1, 3], embedding=3, **BOTH),
    "mingru-stacked-both": case(
        "mingru", values(4), 3, symbols(5), [2, 1, 6], **STACKED_BOTH, **START),
    "minlstm": case("minlstm", values(5), 8, values(3), [6, 1, 3], **START),
    "minlstm-stacked": case("minlstm", symbols(6), 5, symbols(4), [4, 1, 7], **STACKED),
    "minlstm-both": case("minlstm", values(2), 6, symbols(3), [5, 1, 4], **BOTH, **START),
    "minlstm-stacked-both": case(
        "minlstm", symbols(7), 3, values(5), [3, 1, 6], embedding=4, **STACKED_BOTH),
    # Both gates of a neuron beneath the smallest Float, one of them, both at one. The large biases
    # cost a Float network digits: 110 is rounded to 4e-6.
    "minlstm-saturated": case(
        "minlstm", values(2), 4, values(3), [5, 1, 4], **START,
        given={"b": [-110, -108, 30, 0.5, -109, -0.25, 31, -107, 0.5, -0.5, 0.25, 0.125]}),
}

LEARNED = {"learned": True}
NORMALISED = {"normalised": True}
EVALUATED = {"is_training": False}
RESIDUAL = {"residual": True}

OPTIONS = {
    # One option at a time.
    "rnn-logistic": case("rnn", values(2), 5, symbols(3), [4, 1, 6], activation="logistic"),
    "rnn-normalised": case("rnn", symbols(4), 6, symbols(3), [5, 1, 2], **NORMALISED),
    "lstm-normalised": case(
        "lstm", values(2), 4, values(3), [4, 1, 3], **NORMALISED, **BOTH, **START),
    "gru-normalised": case("gru", values(3), 5, symbols(4), [3, 1, 5], **NORMALISED),
    "mingru-normalised": case(
        "mingru", values(3), 5, values(2), [5, 1, 3], **NORMALISED, **STACKED, **START),
    "minlstm-normalised": case("minlstm", symbols(5), 4, symbols(3), [6, 1, 2], **NORMALISED),
    "lstm-learned-state": case("lstm", symbols(5), 4, symbols(3), [4, 1, 2], **LEARNED),
    "minlstm-learned-state": case(
        "minlstm", values(3), 4, values(2), [5, 1, 3], **LEARNED, **STACKED),
    "lstm-tied": case("lstm", symbols(7), 4, symbols(7), [5, 1, 3], embedding=4, tied=True),
    "gru-residual": case("gru", values(2), 4, values(3), [4, 1, 5], layers=3, **RESIDUAL),
    "rnn-zoneout": case("rnn", values(3), 5, values(2), [6, 1, 3], zoneout=0.5, **START),
    "lstm-zoneout": case(
        "lstm", symbols(5), 4, symbols(3), [5, 1, 4], zoneout=0.5, cell_zoneout=0.25, **BOTH),
    "lstm-zoneout-evaluated": case(
        "lstm", values(3), 5, symbols(4), [5, 1, 3], zoneout=0.25, cell_zoneout=0.125, **EVALUATED),
    "minlstm-zoneout-evaluated": case(
        "minlstm", values(3), 5, values(2), [4, 1, 6], zoneout=0.25, **EVALUATED, **BOTH),
    "rnn-recurrent-dropout": case(
        "rnn", symbols(4), 7, symbols(3), [5, 1, 3], recurrent_dropout=0.5, **RELU),
    "lstm-recurrent-dropout": case(
        "lstm", values(2), 5, values(3), [6, 1, 3], recurrent_dropout=0.2, **START),
    "gru-recurrent-dropout": case(
        "gru", symbols(5), 4, symbols(3), [6, 1, 3], recurrent_dropout=0.5, **START),
    "gru-layer-dropout": case(
        "gru", values(3), 4, values(2), [5, 1, 2], input_dropout=0.2, layer_dropout=0.5, **STACKED),
    # Losses of their own.
    "rnn-absolute-error": case(
        "rnn", values(2), 5, values(3), [5, 1, 3], loss={"absoluteError": {}}),
    "lstm-gaussian": case("lstm", values(2), 5, values(3), [4, 1, 6], loss={"gaussian": {}}),
    "gru-quantiles": case(
        "gru", values(4), 5, values(2), [5, 1, 3],
        loss={"quantiles": {"levels": [0.125, 0.5, 0.75]}}),
    "mingru-weighted": case(
        "mingru", symbols(4), 6, symbols(3), [6, 1, 4],
        loss={"crossEntropy": {"labelSmoothing": 0.125, "classWeights": [0.5, 2, 1.25]}}),
    "minlstm-binary": case("minlstm", symbols(4), 5, values(3), [5, 1, 4], loss={"binary": {}}),
    # Everything at once; dropout in the two layers and the input, and all that a cell can have.
    "rnn-everything": case(
        "rnn", symbols(5), 3, symbols(5), [4, 1, 6], embedding=6, tied=True, zoneout=0.25,
        input_dropout=0.2, layer_dropout=0.5, recurrent_dropout=0.5,
        **STACKED_BOTH, **NORMALISED, **LEARNED, **RESIDUAL),
    "lstm-everything": case(
        "lstm", symbols(5), 4, symbols(5), [5, 1, 3], embedding=4, tied=True, zoneout=0.25,
        cell_zoneout=0.5, input_dropout=0.5, layer_dropout=0.2, recurrent_dropout=0.2,
        **STACKED, **NORMALISED, **LEARNED, **RESIDUAL),
    "gru-everything": case(
        "gru", values(4), 3, symbols(2), [3, 1, 4], zoneout=0.5, input_dropout=0.2,
        layer_dropout=0.2, recurrent_dropout=0.5,
        **STACKED_BOTH, **NORMALISED, **START, **RESIDUAL),
    "mingru-everything": case(
        "mingru", symbols(5), 3, symbols(5), [6, 1, 4], embedding=6, tied=True, zoneout=0.25,
        input_dropout=0.2, layer_dropout=0.5, loss={"crossEntropy": {"labelSmoothing": 0.25}},
        **STACKED_BOTH, **NORMALISED, **LEARNED, **RESIDUAL),
    "minlstm-everything": case(
        "minlstm", values(2), 3, values(4), [5, 1, 2], zoneout=0.5, input_dropout=0.2,
        layer_dropout=0.2, layers=3, **BOTH, **NORMALISED, **LEARNED, **RESIDUAL),
}


def make_family(folder: Path) -> None:
    """Proves the definitions, then writes a fixture of each network."""
    prove()
    folder.mkdir(exist_ok=True)
    for name, network in (PLAIN | OPTIONS).items():
        write_compact(folder / f"{name}.json", make_case(name, network))
