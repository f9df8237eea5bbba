"""Training steps in JAX: one jitted function with donated buffers. See jax_cells for the network.

Among the variants are batches whose rows are shared out among devices, one for each thread, which
keeps the threads busier than sharing each small product; and a scan unrolled by eight.
"""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from .exported import NO_TARGET, Batch, Exported
from .jax_cells import layer, look_up, walk, walk_with_one_product
from .worker import Variant
from .workloads import Workload

RATE, CLIPPING = 0.001, 5.0
DECAYS, EPSILON = (0.9, 0.999), 1e-8


def parameters(data: Exported) -> dict:
    """Short names; matrices are [in, out], which XLA multiplies faster by."""
    result = {}
    for name, array in data.weights.items():
        short = name.removeprefix("rnn.")
        result[short] = jnp.array(array.T if array.ndim == 2 else array)
    return result


def table_products(table, bias, symbols):
    return look_up(table + bias, symbols)


def products(matrix, bias, inputs):
    return inputs @ matrix + bias


def loss(weights: dict, inputs, targets, *, cell: str, layers: int, walk):
    """The mean cross-entropy of all targets that there are."""
    h = inputs
    for index in range(layers):
        h = layer(cell, walk, weights, index, h, products if index else table_products)
    logits = h @ weights["output.weight"] + weights["output.bias"]
    # A target that there is not is one-hot nowhere.
    chosen = jax.nn.one_hot(targets, logits.shape[-1])
    exists = targets != NO_TARGET
    losses = jax.nn.logsumexp(logits, -1) - jnp.sum(chosen * logits, -1)
    return jnp.sum(jnp.where(exists, losses, 0)) / jnp.sum(exists)


def update(state: tuple, inputs, targets, *, loss):
    weights, first, second, count = state
    each = jax.tree.map
    value, gradient = jax.value_and_grad(loss)(weights, inputs, targets)
    norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradient)))
    scale = jnp.minimum(1, CLIPPING / (norm + 1e-6))
    gradient = each(lambda g: scale * g, gradient)
    count = count + 1
    a, b = DECAYS
    first = each(lambda m, g: a * m + (1 - a) * g, first, gradient)
    second = each(lambda v, g: b * v + (1 - b) * g * g, second, gradient)
    # 1 - a^n, without the digits that a difference of floats loses.
    correction, second_correction = (-jnp.expm1(count * math.log(decay)) for decay in DECAYS)
    weights = each(
        lambda w, m, v: w - RATE * (m / correction) / (jnp.sqrt(v / second_correction) + EPSILON),
        weights, first, second)
    return (weights, first, second, count), value


class Training:
    symbols_per_step = 1

    def __init__(self, workload: Workload, data: Exported, walk, sharded: bool):
        self.data = data
        # Rows are shared out among the devices, or all on the first one.
        mesh = Mesh(np.array(jax.devices()[: None if sharded else 1]), "rows")
        self.everywhere = NamedSharding(mesh, PartitionSpec())
        rows = NamedSharding(mesh, PartitionSpec(None, "rows"))
        self.batches = [device_batch(batch, rows) for batch in data.batches]
        network = partial(loss, cell=workload.cell, layers=workload.layers, walk=walk)
        self.update = jax.jit(partial(update, loss=network), donate_argnums=0)
        self.restart()

    def restart(self) -> None:
        weights = parameters(self.data)
        first, second = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
        self.state = jax.device_put((weights, first, second, jnp.float32(0)), self.everywhere)
        self.next = 0

    def step(self) -> jax.Array:
        batch = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        self.state, value = self.update(self.state, *batch)
        jax.block_until_ready((self.state, value))
        return value

    def losses(self, count: int) -> list[float]:
        # Batches of other lengths are other programs: all of them are to be compiled beforehand.
        self.restart()
        for _ in self.batches:
            self.step()
        self.restart()
        return [float(self.step()) for _ in range(count)]


def device_batch(batch: Batch, rows: NamedSharding) -> tuple:
    arrays = (array.astype(np.int32) for array in [batch.inputs, batch.targets])
    return tuple(jax.device_put(array, rows) for array in arrays)


def variants(workload: Workload, data: Exported) -> list[Variant]:
    def variant(name: str, walk, unroll: int = 1, sharded: bool = False):
        through_time = partial(walk, workload.cell, unroll)
        return Variant(name, lambda: Training(workload, data, through_time, sharded))

    result = [
        variant("one product", walk_with_one_product),
        variant("one product, unrolled by 8", walk_with_one_product, unroll=8),
        variant("plain scan", walk),
    ]
    devices = len(jax.devices())
    if devices > 1 and all(len(batch.lengths) % devices == 0 for batch in data.batches):
        result.append(variant("one product, rows shared out", walk_with_one_product, sharded=True))
    return result
