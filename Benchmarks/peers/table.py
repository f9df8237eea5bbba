"""Results as Markdown."""

from .tools import TITLES


def markdown(results: dict) -> str:
    """The tables of Documentation/Benchmarks.md."""
    training = [work for work in results["workloads"] if work["kind"] == "training"]
    sampling = [work for work in results["workloads"] if work["kind"] == "sampling"]
    parts = [conditions(results)]
    if training:
        parts.append(training_table(training, results["tools"]))
    if sampling:
        parts.append(sampling_table(sampling, results["tools"]))
    if results.get("coldStart"):
        parts.append(cold_start_table(results["coldStart"]))
    left_out = [
        f"- {work['name']}, {TITLES[tool]}: {reason}"
        for work in results["workloads"] for tool, reason in work["leftOut"].items()
    ]
    if left_out:
        parts.append("Left out:\n\n" + "\n".join(left_out))
    return "\n\n".join(parts)


def conditions(results: dict) -> str:
    machine, versions = results["machine"], results["versions"]
    level = next(
        (
            tool["instructionSet"] for work in results["workloads"]
            for tool in work["tools"].values() if "instructionSet" in tool
        ),
        None,
    )
    parts = [
        f"{results['date']}, {machine['processor']}, {count(results['threads'], 'thread')}"
        + (f", Unroll's instruction set {level}" if level else ""),
        f"Unroll {versions.get('unroll', '?')} ({versions.get('commit', '?')})",
    ]
    parts += [
        f"{title} {versions[key]}"
        for key, title in [("torch", "PyTorch"), ("jax", "JAX"), ("python", "Python")]
        if key in versions
    ]
    rounds = f"{count(results['rounds'], 'round')} of {results['seconds']:g} s for each tool"
    return ", ".join(parts) + f"; {rounds}."


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def training_table(works: list[dict], tools: list[str]) -> str:
    rows = [["workload", "what"] + [f"{TITLES[tool]}, ms" for tool in tools]]
    rows[0] += ["best peer ÷ Unroll", "of peak"]
    for work in works:
        cells = [spread(work["tools"].get(tool, {})) for tool in tools]
        share = work["tools"].get("unroll", {}).get("fractionOfPeak")
        rows.append(
            [work["name"], work["description"], *cells, times(work),
             "—" if share is None else f"{100 * share:.0f} %"])
    return table(rows)


def sampling_table(works: list[dict], tools: list[str]) -> str:
    rows = [["workload", "what"] + [f"{TITLES[tool]}, symbols/s" for tool in tools]]
    rows[0].append("Unroll ÷ best peer")
    for work in works:
        cells = []
        for tool in tools:
            milliseconds = work["tools"].get(tool, {}).get("milliseconds")
            cells.append("—" if milliseconds is None else f"{1000 / milliseconds:,.0f}")
        rows.append([work["name"], work["description"], *cells, times(work)])
    return table(rows)


def cold_start_table(starts: list[dict]) -> str:
    rows = [["cold start", "time", "memory"]]
    for start in starts:
        seconds = start["seconds"]
        duration = f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
        rows.append([f"`{start['command']}`", duration, f"{start['mebibytes']:.0f} MB"])
    return table(rows)


def spread(tool: dict) -> str:
    """The median of the rounds, and their range."""
    if "milliseconds" not in tool:
        return "—"
    least, most = digits(tool["least"]), digits(tool["most"])
    return f"{digits(tool['milliseconds'])} ({least} to {most})"


def digits(number: float) -> str:
    """Three digits that count."""
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}" if number >= 1 else f"{number:.3f}"


def times(work: dict) -> str:
    return f"**{work['ratio']:.2f}** ({TITLES[work['bestPeer']]})" if "ratio" in work else "—"


def table(rows: list[list[str]]) -> str:
    rows = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
