"""A network of PyTorch's own modules, and what it computes."""

import torch

from .losses import loss_by_steps, loss_of, output_width, width


class Unsupported(Exception):
    """A configuration that PyTorch's modules cannot compute; says why."""


class Model(torch.nn.Module):
    """What anybody would write: the modules whose names the tensors of a model file carry."""

    def __init__(self, configuration: dict):
        super().__init__()
        refuse_unsupported(configuration)
        inputs, hidden = width(configuration["input"]), configuration["hiddenSize"]
        self.symbols = inputs if "symbols" in configuration["input"] else None
        self.embedding = None
        if configuration.get("embeddingSize"):
            self.embedding = torch.nn.Embedding(inputs, configuration["embeddingSize"])
            inputs = configuration["embeddingSize"]
        kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
        options = {
            "num_layers": configuration.get("layers", 1),
            "bidirectional": configuration.get("isBidirectional", False),
        }
        if configuration["cell"] == "rnn":
            options["nonlinearity"] = configuration.get("activation", "tanh")
        self.rnn = kind[configuration["cell"]](inputs, hidden, **options)
        outputs = output_width(loss_of(configuration), configuration["output"])
        self.output = torch.nn.Linear(hidden * (2 if options["bidirectional"] else 1), outputs)
        if configuration.get("tiesWeights"):
            self.output.weight = self.embedding.weight

    def forward(
        self, inputs: torch.Tensor, initial: dict | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, dict]:
        """Outputs, states of the top layer, and the last states of all layers by their part."""
        if self.embedding is not None:
            inputs = self.embedding(inputs)
        elif self.symbols is not None:
            inputs = torch.nn.functional.one_hot(inputs, self.symbols).to(self.output.bias.dtype)
        if not isinstance(self.rnn, torch.nn.LSTM):
            states, last = self.rnn(inputs, None if initial is None else initial["a"])
            return self.output(states), states, {"a": last}
        start = None if initial is None else (initial["a"], initial["s"])
        states, (last, last_cell) = self.rnn(inputs, start)
        return self.output(states), states, {"a": last, "s": last_cell}


KNOWN_KEYS = {
    "cell", "layers", "hiddenSize", "activation", "input", "output", "embeddingSize",
    "isBidirectional", "hasResidualConnections", "isNormalised", "learnsInitialState",
    "tiesWeights", "dropout", "loss",
}


def refuse_unsupported(configuration: dict) -> None:
    """Dropout is no obstacle, as it rests when a model is evaluated; zoneout does not."""
    cell, activation = configuration["cell"], configuration.get("activation", "tanh")
    name = module_name({"cell": cell})
    unknown = ", ".join(sorted(configuration.keys() - KNOWN_KEYS))
    if unknown:
        raise Unsupported(f"This script does not know what the configuration says of {unknown}.")
    if cell not in ["rnn", "lstm", "gru"]:
        raise Unsupported(f"PyTorch has no module of the cell '{cell}': only nn.RNN, LSTM and GRU.")
    if cell == "rnn" and activation not in ["tanh", "relu"]:
        raise Unsupported(f"nn.RNN has no activation '{activation}': only tanh and relu.")
    for key, what in {
        "hasResidualConnections": "residual connections",
        "isNormalised": "layer normalisation inside its cell",
        "learnsInitialState": "learned initial state",
    }.items():
        if configuration.get(key):
            raise Unsupported(f"{name} has no {what}.")
    for key in ["zoneout", "cellZoneout"]:
        if (configuration.get("dropout") or {}).get(key):
            raise Unsupported(f"{name} has no zoneout, which evaluation needs too.")
    state_width = configuration["hiddenSize"] * (2 if configuration.get("isBidirectional") else 1)
    if configuration.get("tiesWeights") and (
        configuration.get("embeddingSize") != state_width
        or configuration["input"] != configuration["output"]
    ):
        raise Unsupported(
            "Tied weights need an embedding as wide as the states, and outputs of the inputs' "
            "symbols; the configuration has others.")


def module_name(configuration: dict) -> str:
    """Such as nn.LSTM, or nn.RNN(relu, 2 layers, both directions)."""
    details = []
    if configuration["cell"] == "rnn" and "activation" in configuration:
        details.append(configuration["activation"])
    if configuration.get("layers", 1) > 1:
        details.append(f"{configuration['layers']} layers")
    if configuration.get("isBidirectional"):
        details.append("both directions")
    name = f"nn.{configuration['cell'].upper()}"
    return f"{name}({', '.join(details)})" if details else name


def evaluate(model: Model, configuration: dict, sequences: list[dict]) -> dict:
    """What PyTorch makes of sequences one by one: states, outputs, losses; gradients of their sum.

    The losses are sums, in nats where they are of symbols.
    """
    model.zero_grad()
    loss_options = loss_of(configuration)
    levels = len(loss_options.get("quantiles", {}).get("levels", [1]))
    results, count = [], 0
    for sequence in sequences:
        inputs, targets = (
            # Numbers are the engine's floats.
            torch.tensor(sequence[side]) if "symbols" in configuration[port]
            else torch.tensor(sequence[side], dtype=torch.float32).double()
            for side, port in [("inputs", "input"), ("targets", "output")]
        )
        outputs, states, _ = model(inputs)
        loss = loss_by_steps(loss_options, outputs, targets).sum()
        loss.backward()
        count += targets.numel() * levels
        result = {"outputs": outputs.detach(), "states": states.detach(), "loss": loss.item()}
        results.append(result)
    return {
        "sequences": results,
        "loss": {"sum": sum(result["loss"] for result in results), "count": count},
        "gradients": {name: tensor.grad for name, tensor in model.named_parameters()},
    }
