"""A network of PyTorch's own modules, and what it computes."""

import torch


class Model(torch.nn.Module):
    """What anybody would write: the modules whose names the tensors of a model file carry."""

    def __init__(self, configuration: dict):
        super().__init__()
        inputs, outputs = width(configuration["input"]), width(configuration["output"])
        hidden = configuration["hiddenSize"]
        self.rnn = torch.nn.RNN(inputs, hidden, nonlinearity=configuration["activation"])
        self.output = torch.nn.Linear(hidden, outputs)

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states, _ = self.rnn(inputs)
        return self.output(states), states


def width(port: dict) -> int:
    """The width of an input or output: {"symbols": {"count": 7}} or {"values": {"size": 3}}."""
    (sizes,) = port.values()
    (size,) = sizes.values()
    return size


def evaluate(model: Model, configuration: dict, sequences: list[dict]) -> dict:
    """What PyTorch makes of sequences one by one: states, outputs, losses; gradients of their sum.

    Symbols have the cross-entropy in nats, numbers the squared error; both summed.
    """
    model.zero_grad()
    results, count = [], 0
    for sequence in sequences:
        inputs, targets = torch.tensor(sequence["inputs"]), torch.tensor(sequence["targets"])
        if "symbols" in configuration["input"]:
            inputs = torch.nn.functional.one_hot(inputs, width(configuration["input"]))
        outputs, states = model(inputs.double())
        if "symbols" in configuration["output"]:
            loss = torch.nn.functional.cross_entropy(outputs, targets, reduction="sum")
        else:
            loss = torch.nn.functional.mse_loss(outputs, targets.double(), reduction="sum")
        loss.backward()
        count += targets.numel()
        result = {"outputs": outputs.detach(), "states": states.detach(), "loss": loss.item()}
        results.append(result)
    return {
        "sequences": results,
        "loss": {"sum": sum(result["loss"] for result in results), "count": count},
        "gradients": {name: tensor.grad for name, tensor in model.named_parameters()},
    }
