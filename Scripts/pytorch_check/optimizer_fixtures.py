"""Fixtures of torch.optim's rules, of clipping and of initial weights."""

import torch

from .writing import SEED, origin


# Each rule with constants that are not its usual ones.
OPTIMIZERS = {
    "gd": (torch.optim.SGD, {"lr": 0.3}, {}),
    "momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.8}, {"momentum": 0.8}),
    "nesterov": (
        torch.optim.SGD, {"lr": 0.1, "momentum": 0.8, "nesterov": True}, {"momentum": 0.8}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.05, "eps": 0.01}, {"epsilon": 0.01}),
    "rmsprop": (
        torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.95, "eps": 0.01},
        {"beta2": 0.95, "epsilon": 0.01}),
    "adam": (
        torch.optim.Adam, {"lr": 0.03, "betas": (0.85, 0.97), "eps": 0.01},
        {"beta1": 0.85, "beta2": 0.97, "epsilon": 0.01}),
    "adamw": (
        torch.optim.AdamW, {"lr": 0.03, "betas": (0.85, 0.97), "eps": 0.01, "weight_decay": 0.2},
        {"beta1": 0.85, "beta2": 0.97, "epsilon": 0.01, "weightDecay": 0.2}),
    # With PyTorch's own constants, which are ours too.
    "adagrad-usual": (torch.optim.Adagrad, {"lr": 0.02}, {}),
    "rmsprop-usual": (torch.optim.RMSprop, {"lr": 0.002}, {}),
    "adam-usual": (torch.optim.Adam, {"lr": 0.004}, {}),
    "adamw-usual": (torch.optim.AdamW, {"lr": 0.004}, {}),
}


def make_optimizers() -> dict:
    """Five updates of each rule, clipping, and the spread of initial weights."""
    torch.manual_seed(SEED)
    # Thirteen: a vector of eight, and a rest.
    start = (torch.randn(13).double() * 1e3).round() / 1e3
    gradients = (torch.randn(5, 13).double() * 1e3).round() / 1e3
    gradients[:, 0] = 0
    gradients[:, 1] *= 1e-3
    rules = []
    for name, (optimizer, settings, constants) in OPTIMIZERS.items():
        parameter = torch.nn.Parameter(start.clone())
        rule = optimizer([parameter], **settings)
        after = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            rule.step()
            after.append(parameter.detach().tolist())
        rules.append({
            "rule": name.removesuffix("-usual"), "learningRate": settings["lr"],
            "constants": constants, "parameters": after,
        })
    return {
        "origin": origin(), "start": start, "gradients": gradients, "rules": rules,
        "clipping": [
            clip("norm", 0.5, gradients[0]), clip("norm", 3.6, gradients[0]),
            clip("value", 0.5, gradients[0]),
        ],
        "initialisers": [
            initialise("xavier-uniform", torch.nn.init.xavier_uniform_),
            initialise("xavier-normal", torch.nn.init.xavier_normal_),
        ],
    }


def clip(kind: str, threshold: float, gradient: torch.Tensor) -> dict:
    parameter = torch.nn.Parameter(torch.zeros_like(gradient))
    parameter.grad = gradient.clone()
    if kind == "norm":
        torch.nn.utils.clip_grad_norm_([parameter], threshold)
    else:
        torch.nn.utils.clip_grad_value_([parameter], threshold)
    norm = torch.linalg.vector_norm(gradient).item()
    return {"kind": kind, "threshold": threshold, "norm": norm, "clipped": parameter.grad}


def initialise(name: str, fill) -> dict:
    """The spread of a [rows, columns] matrix, large enough to tell the constants apart."""
    rows, columns = 300, 400
    draws = fill(torch.empty(rows, columns, dtype=torch.float64))
    return {
        "name": name, "rows": rows, "columns": columns, "deviation": draws.std().item(),
        "largest": draws.abs().max().item(),
    }
