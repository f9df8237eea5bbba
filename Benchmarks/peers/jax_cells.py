"""Vanilla, LSTM and GRU cells in JAX, walked through time by lax.scan.

What JAX is given: the input products of all time steps at once, outside the scan; one-hot inputs
looked up, with their weights' gradient by a product; and, in all variants but the plain scan, the
recurrent weights' gradient as one product over all time steps in place of a sum that the backward
scan carries.
"""

from functools import partial

import jax
import jax.numpy as jnp

# Each step is waited for: computing it in the calling thread is faster than handing it over.
jax.config.update("jax_cpu_enable_async_dispatch", False)


@jax.custom_vjp
def look_up(table, symbols):
    return table[symbols]


def look_up_backward(residuals, d):
    symbols, count = residuals
    rows = jax.nn.one_hot(symbols.reshape(-1), count)
    return rows.T @ d.reshape(-1, d.shape[-1]), None


look_up.defvjp(
    lambda table, symbols: (table[symbols], (symbols, len(table))), look_up_backward)


def rnn_step(state, inputs, weights):
    (x, _), (h,) = inputs, state
    h = jnp.tanh(x + h @ weights)
    return (h,), h


def lstm_step(state, inputs, weights):
    (x, _), (h, s) = inputs, state
    i, f, g, o = jnp.split(x + h @ weights, 4, axis=-1)
    s = jax.nn.sigmoid(f) * s + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(s)
    return (h, s), h


def gru_step(state, inputs, weights):
    (x, bias), (h,) = inputs, state
    xr, xz, xn = jnp.split(x, 3, axis=-1)
    rr, rz, rn = jnp.split(h @ weights, 3, axis=-1)
    r, z = jax.nn.sigmoid(xr + rr), jax.nn.sigmoid(xz + rz)
    n = jnp.tanh(xn + r * (rn + bias))
    h = n + z * (h - n)
    return (h,), h


STEPS = {"rnn": rnn_step, "lstm": lstm_step, "gru": gru_step}


def first_state(cell: str, rows: int, hidden: int) -> tuple:
    zeros = jnp.zeros((rows, hidden))
    return (zeros, zeros) if cell == "lstm" else (zeros,)


def walk(cell: str, unroll: int, x, bias, weights):
    """Hidden states [T, B, H] from input products [T, B, G·H].

    'bias' is the one that the GRU adds to the candidate's recurrent product, for every time step and
    row so that its gradient is that product's; [T, 0] for other cells.
    """
    first = first_state(cell, x.shape[1], weights.shape[0])
    step = partial(STEPS[cell], weights=weights)
    return jax.lax.scan(step, first, (x, bias), unroll=unroll)[1]


@partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def walk_with_one_product(cell, unroll, x, bias, weights):
    return walk(cell, unroll, x, bias, weights)


def walk_forward(cell, unroll, x, bias, weights):
    states, pull_back = jax.vjp(
        lambda x, bias: walk(cell, unroll, x, bias, weights), x, bias)
    return states, (pull_back, states)


def walk_backward(cell, unroll, residuals, d_states):
    pull_back, states = residuals
    dx, d_bias = pull_back(d_states)
    hidden = states.shape[-1]
    # The gradient of the recurrent product, whose sums are those of the input products but for
    # the GRU's candidate.
    dr = jnp.concatenate([dx[..., : 2 * hidden], d_bias], -1) if cell == "gru" else dx
    # The state before the first step is zero.
    return dx, d_bias, jnp.einsum("tbh,tbg->hg", states[:-1], dr[1:])


walk_with_one_product.defvjp(walk_forward, walk_backward)


def layer(cell: str, walk, weights: dict, index: int, inputs, input_products):
    """Hidden states of a layer; 'input_products' multiplies its inputs by a table and adds a bias."""
    bias, recurrent_bias = weights[f"bias_ih_l{index}"], weights[f"bias_hh_l{index}"]
    recurrent = weights[f"weight_hh_l{index}"]
    hidden = recurrent.shape[0]
    if cell == "gru":
        last = recurrent_bias[2 * hidden :]
        recurrent_bias = recurrent_bias.at[2 * hidden :].set(0)
    x = input_products(weights[f"weight_ih_l{index}"], bias + recurrent_bias, inputs)
    steps = x.shape[:2] + (hidden,) if cell == "gru" else (x.shape[0], 0)
    candidates = jnp.broadcast_to(last, steps) if cell == "gru" else jnp.zeros(steps)
    return walk(x, candidates, recurrent)
