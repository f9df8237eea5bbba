"""What a network of the family is made of, and the names and shapes of its parameters."""

from dataclasses import dataclass, field

from .losses import loss_of, output_width, width

# The number of gates of each cell, G, and the parts of its state.
CELLS = {
    "rnn": (1, ["a"]),
    "lstm": (4, ["a", "s"]),
    "gru": (3, ["a"]),
    "mingru": (2, ["a"]),
    "minlstm": (3, ["a"]),
}
# The cells without recurrent weights, and those that torch.nn has.
MINIMAL = ["mingru", "minlstm"]
TORCH = ["rnn", "lstm", "gru"]


def symbols(count: int) -> dict:
    return {"symbols": {"count": count}}


def values(size: int) -> dict:
    return {"values": {"size": size}}


@dataclass(frozen=True)
class Configuration:
    """The options of a network; a rate of zero switches its option off."""

    cell: str
    input: dict
    hidden: int
    output: dict
    activation: str | None = None
    layers: int = 1
    bidirectional: bool = False
    embedding: int | None = None
    residual: bool = False
    normalised: bool = False
    learned: bool = False
    tied: bool = False
    input_dropout: float = 0
    layer_dropout: float = 0
    recurrent_dropout: float = 0
    zoneout: float = 0
    cell_zoneout: float = 0
    loss: dict = field(default_factory=dict)

    @property
    def directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def gates(self) -> int:
        return CELLS[self.cell][0]

    @property
    def parts(self) -> list[str]:
        return CELLS[self.cell][1]

    @property
    def state_width(self) -> int:
        """Y, the width of what a layer hands on."""
        return self.hidden * self.directions

    @property
    def input_width(self) -> int:
        return self.embedding or width(self.input)

    @property
    def is_torch(self) -> bool:
        """Whether PyTorch's own modules can compute it."""
        options = [
            self.residual, self.normalised, self.learned, self.tied, self.input_dropout,
            self.layer_dropout, self.recurrent_dropout, self.zoneout, self.cell_zoneout,
        ]
        return (
            self.cell in TORCH and self.activation in [None, "tanh", "relu"]
            and not any(options))

    def suffixes(self) -> list[str]:
        """The endings of the parameters of each direction of each layer: "", "r", "2", "2r"."""
        return [
            ("" if layer == 0 else str(layer + 1)) + direction
            for layer in range(self.layers) for direction in ["", "r"][: self.directions]
        ]

    def shapes(self) -> dict[str, list[int]]:
        """The parameters in the order of the flat array."""
        h, gates, shapes = self.hidden, self.gates * self.hidden, {}
        if self.embedding:
            shapes["E"] = [width(self.input), self.embedding]
        for index, suffix in enumerate(self.suffixes()):
            first = index < self.directions
            shapes["U" + suffix] = [gates, self.input_width if first else self.state_width]
            if self.cell not in MINIMAL:
                shapes["W" + suffix] = [gates, h]
            shapes["b" + suffix] = [gates]
            if self.cell == "gru":
                shapes["d" + suffix] = [gates]
            if self.normalised:
                shapes["gU" + suffix] = [gates]
            if self.normalised and self.cell not in MINIMAL:
                shapes["gW" + suffix] = [gates]
            if self.learned:
                shapes |= {f"{part}0{suffix}": [h] for part in self.parts}
        outputs = output_width(loss_of({"loss": self.loss, "output": self.output}), self.output)
        if not self.tied:
            shapes["V"] = [outputs, self.state_width]
        shapes["c"] = [outputs]
        return shapes

    def description(self) -> dict:
        """As a fixture of the family states it."""
        optional = {"activation": self.activation, "embeddingSize": self.embedding}
        return {
            "cell": self.cell, **{key: value for key, value in optional.items() if value},
            "layers": self.layers, "hiddenSize": self.hidden, "bidirectional": self.bidirectional,
            "residual": self.residual, "normalised": self.normalised,
            "learnsInitialState": self.learned, "tied": self.tied,
            "dropout": {
                "input": self.input_dropout, "layers": self.layer_dropout,
                "recurrent": self.recurrent_dropout,
            },
            "zoneout": self.zoneout, "cellZoneout": self.cell_zoneout,
            "loss": loss_of({"loss": self.loss, "output": self.output}),
            "input": self.input, "output": self.output,
        }

    def file_description(self) -> dict:
        """As a model file states what PyTorch's own modules can compute."""
        assert self.is_torch
        optional = {"embeddingSize": self.embedding, "isBidirectional": self.bidirectional}
        return {
            "cell": self.cell, "layers": self.layers, "hiddenSize": self.hidden,
            "activation": self.activation or "tanh", "input": self.input, "output": self.output,
            **{key: value for key, value in optional.items() if value},
            **({"loss": self.loss} if self.loss else {}),
        }
