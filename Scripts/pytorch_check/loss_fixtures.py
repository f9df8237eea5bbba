"""The fixture of the losses alone: Fixtures/losses.json.

    {
     "versions": where the numbers come from,
     "cases": [
      {
       "loss": see losses.py, "output": {"symbols": {"count": K}} or {"values": {"size": S}},
       "outputs": T rows, "targets": T symbols or T rows of S numbers,
       "steps": the loss of each time step, "sum": their sum,
       "mean": per weight of the classes, or per value (and quantile),
       "gradient": the sum by the outputs, T rows
      }
     ]
    }

Outputs and targets are multiples of 1/64. Some are what breaks a careless loss: an error of
zero, logits of some hundreds, logarithms of variances beyond their limits.
"""

import torch
from torch.nn import functional

from .configuration import symbols, values
from .family import GRID, draw_grid
from .losses import cross_entropy, loss_by_steps, mean_divisor, output_width, width
from .proof import expect_same
from .writing import SEED, origin

STEPS = 5
WEIGHTS = [0.5, 2, 1.25, 0.75, 1, 3, 0.25]
CASES = [
    ({"crossEntropy": {}}, symbols(7)),
    ({"crossEntropy": {"labelSmoothing": 0.125}}, symbols(7)),
    ({"crossEntropy": {"classWeights": WEIGHTS}}, symbols(7)),
    ({"crossEntropy": {"labelSmoothing": 0.25, "classWeights": WEIGHTS}}, symbols(7)),
    ({"squaredError": {}}, values(3)),
    ({"absoluteError": {}}, values(3)),
    ({"gaussian": {}}, values(3)),
    ({"quantiles": {"levels": [0.125, 0.5, 0.75, 0.9375]}}, values(3)),
    ({"binary": {}}, values(4)),
]


def make_losses() -> dict:
    generator = torch.Generator().manual_seed(SEED)
    return {"versions": origin(), "cases": [make_case(*case, generator) for case in CASES]}


def make_case(loss: dict, output: dict, generator: torch.Generator) -> dict:
    ((name, options),) = loss.items()
    size = width(output)
    outputs = draw_grid([STEPS, output_width(loss, output)], generator, 3)
    targets = draw_grid([STEPS, size], generator, 3)
    if name == "crossEntropy":
        targets = torch.randint(size, [STEPS], generator=generator)
        outputs[1] *= 100
    elif name == "binary":
        targets = ((targets + 3) * GRID / 6).round() / GRID
        targets[0], targets[1, :2] = torch.tensor([0, 1, 0, 1]), torch.tensor([1, 0])
        outputs[1] *= 100
    elif name == "gaussian":
        # With an error of zero: any other would make all else small beside it.
        outputs[1, size], outputs[1, 0] = -21.5, targets[1, 0]
        outputs[2, size + 1] = 24.25
    else:
        # An error of zero, which has no slope.
        outputs[3, 1] = targets[3, 1]
        outputs[4, -1] = targets[4, -1]
    outputs.requires_grad_()
    steps = loss_by_steps(loss, outputs, targets)
    (gradient,) = torch.autograd.grad(steps.sum(), outputs)
    mean = steps.sum() / mean_divisor(loss, targets)
    expect_torchs(name, options, outputs, targets, steps, mean)
    return {
        "loss": loss, "output": output, "outputs": outputs.detach(), "targets": targets,
        "steps": steps.detach(), "sum": steps.sum().item(), "mean": mean.item(),
        "gradient": gradient,
    }


def expect_torchs(name: str, options: dict, outputs, targets, steps, mean) -> None:
    """Holds a formula against PyTorch's function, and PyTorch's cross-entropy against ours."""
    if name == "crossEntropy":
        logs, k = functional.log_softmax(outputs, dim=1), outputs.shape[1]
        w = torch.tensor(options.get("classWeights", [1.0] * k), dtype=torch.float64)
        smoothing = options.get("labelSmoothing", 0)
        hard = -w[targets] * logs[range(STEPS), targets]
        expect_same(steps, (1 - smoothing) * hard - smoothing / k * (w * logs).sum(dim=1), name)
        expect_same(mean, cross_entropy(outputs, targets, reduction="mean", **options), name)
    elif name == "gaussian":
        means, logarithms = outputs.chunk(2, dim=1)
        variances = logarithms.clamp(-20, 20).exp()
        expected = functional.gaussian_nll_loss(means, targets, variances, full=True, eps=1e-10)
        expect_same(mean, expected, name)
    elif name == "quantiles":
        over = torch.cat([targets] * len(options["levels"]), dim=1) - outputs
        levels = torch.tensor(options["levels"]).double().repeat_interleave(targets.shape[1])
        expect_same(steps, torch.maximum(levels * over, (levels - 1) * over).sum(dim=1), name)
    else:
        function = {
            "squaredError": functional.mse_loss, "absoluteError": functional.l1_loss,
            "binary": functional.binary_cross_entropy_with_logits,
        }
        expect_same(mean, function[name](outputs, targets), name)
