"""The losses, summed over time, as PyTorch has them or by their formula.

A loss is written {"name": options}, as the sizes of inputs and outputs are:

    {"crossEntropy": {"labelSmoothing": ε, "classWeights": [w, ...]}}     both may be missing
    {"squaredError": {}}     {"absoluteError": {}}     {"binary": {}}
    {"gaussian": {}}         outputs: S means, then S logarithms of variances
    {"quantiles": {"levels": [τ, ...]}}     outputs: S numbers for each level, level by level

Without one, symbols have the cross-entropy and numbers the squared error. S, the size of the
output, is that of a target: the width of what the network computes follows from the loss.
"""

import math

import torch
from torch.nn import functional

# The logarithm of a variance is held within these.
LARGEST_LOG_VARIANCE = 20


def width(port: dict) -> int:
    """The width of an input or target: {"symbols": {"count": 7}} or {"values": {"size": 3}}."""
    (sizes,) = port.values()
    (size,) = sizes.values()
    return size


def loss_of(configuration: dict) -> dict:
    """The loss of a configuration, or the usual one of its output."""
    usual = "crossEntropy" if "symbols" in configuration["output"] else "squaredError"
    return configuration.get("loss") or {usual: {}}


def output_width(loss: dict, output: dict) -> int:
    """The numbers that a network computes at each time step."""
    ((name, options),) = loss.items()
    factor = {"gaussian": 2, "quantiles": len(options.get("levels", []))}.get(name, 1)
    return factor * width(output)


def loss_by_steps(loss: dict, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The loss of each time step: outputs [T, K], targets [T] or [T, S]; returns [T]."""
    ((name, options),) = loss.items()
    if name == "crossEntropy":
        return cross_entropy(outputs, targets, reduction="none", **options)
    if name == "squaredError":
        errors = functional.mse_loss(outputs, targets, reduction="none")
    elif name == "absoluteError":
        errors = functional.l1_loss(outputs, targets, reduction="none")
    elif name == "binary":
        errors = functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    elif name == "gaussian":
        means, logarithms = outputs.chunk(2, dim=-1)
        limit = LARGEST_LOG_VARIANCE
        # Outside its limits the logarithm has no gradient: clamp has none there.
        logarithms = logarithms.clamp(-limit, limit)
        squares = (targets - means) ** 2 * torch.exp(-logarithms)
        errors = (logarithms + squares + math.log(2 * math.pi)) / 2
    elif name == "quantiles":
        errors = 0
        for level, part in zip(options["levels"], outputs.chunk(len(options["levels"]), dim=-1)):
            over = targets - part
            # Not torch.maximum, which has half of both slopes as the derivative at zero.
            slopes = torch.where(over > 0, level, torch.where(over < 0, level - 1, 0.0))
            errors = errors + slopes * over
    else:
        raise ValueError(f"no loss {name}")
    return errors.sum(dim=-1)


def mean_divisor(loss: dict, targets: torch.Tensor) -> float:
    """What the sum is divided by: the weights of the targets' classes, or the number of values."""
    ((name, options),) = loss.items()
    if options.get("classWeights"):
        return torch.as_tensor(options["classWeights"])[targets].sum().item()
    return targets.numel() * len(options.get("levels", [1]))


def cross_entropy(
    outputs: torch.Tensor, targets: torch.Tensor, reduction: str, labelSmoothing: float = 0,
    classWeights: list[float] | None = None,
) -> torch.Tensor:
    weights = None if classWeights is None else torch.tensor(classWeights, dtype=outputs.dtype)
    return functional.cross_entropy(
        outputs, targets, weight=weights, label_smoothing=labelSmoothing, reduction=reduction)
