"""Generation symbol by symbol in JAX: a jitted step, and a jitted scan over all steps.

What JAX is given: all chance drawn in one piece, symbols that stay on the device.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from .exported import Exported
from .jax_cells import STEPS, first_state
from .jax_training import parameters
from .worker import SAMPLED_SYMBOLS, Variant
from .workloads import Workload


def network(weights: dict, symbol, states: tuple, *, cell: str) -> tuple:
    """Logits [1, K] after a symbol [1], and the states of all layers."""
    after = []
    for index, state in enumerate(states):
        table, bias, recurrent_bias, recurrent = (
            weights[f"{name}_l{index}"] for name in ["weight_ih", "bias_ih", "bias_hh", "weight_hh"])
        products = h @ table if index else table[symbol]
        state, h = STEPS[cell](state, (products + bias + recurrent_bias, None), recurrent)
        after.append(state)
    return h @ weights["output.weight"] + weights["output.bias"], tuple(after)


def draw(carry: tuple, noise, weights: dict, *, cell: str) -> tuple:
    """Reads a symbol and draws the next one, by the largest logit with Gumbel noise added."""
    logits, states = network(weights, *carry, cell=cell)
    symbol = jnp.argmax(logits + noise, axis=-1)
    return (symbol, states), symbol


class Sampling:
    symbols_per_step = SAMPLED_SYMBOLS

    def __init__(self, workload: Workload, data: Exported, whole: bool):
        self.workload, self.data, self.whole = workload, data, whole
        self.weights = parameters(data)
        self.noise = jax.jit(
            lambda key: jax.random.gumbel(key, (SAMPLED_SYMBOLS, data.symbols)))
        self.draw = jax.jit(partial(draw, cell=workload.cell))
        self.draw_all = jax.jit(self.scan)

    def scan(self, carry: tuple, key, weights: dict) -> tuple:
        noise = jax.random.gumbel(key, (SAMPLED_SYMBOLS, self.data.symbols))
        return jax.lax.scan(
            partial(draw, weights=weights, cell=self.workload.cell), carry, noise)

    def restart(self) -> None:
        state = first_state(self.workload.cell, 1, self.workload.hidden)
        self.carry = (jnp.array([0]), (state,) * self.workload.layers)
        self.key = jax.random.key(1)

    def step(self) -> None:
        self.key, key = jax.random.split(self.key)
        if self.whole:
            self.carry, drawn = self.draw_all(self.carry, key, self.weights)
            drawn.tolist()
            return
        drawn = []
        for noise in np.asarray(self.noise(key)):
            self.carry, symbol = self.draw(self.carry, noise, self.weights)
            drawn.append(symbol)
        jax.device_get(drawn)

    def losses(self, count: int) -> list[float]:
        """The loss of the exported sequence, read step by step."""
        self.restart()
        states, batch, losses = self.carry[1], self.data.batches[0], []
        step = jax.jit(partial(network, cell=self.workload.cell))
        for symbol, target in zip(batch.inputs[:, 0], batch.targets[:, 0], strict=True):
            logits, states = step(self.weights, jnp.array([symbol]), states)
            losses.append(jax.nn.logsumexp(logits[0]) - logits[0, target])
        return [float(jnp.mean(jnp.stack(losses)))]


def variants(workload: Workload, data: Exported) -> list[Variant]:
    return [
        Variant("jitted scan", lambda: Sampling(workload, data, whole=True)),
        Variant("jitted step", lambda: Sampling(workload, data, whole=False)),
    ]
