"""Runs all tools on all workloads in turn, after seeing that they compute the same."""

import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .tools import PEERS, TITLES, Peer, ToolFailure, Unroll
from .workloads import Workload

# Relative: sums of some thousand floats, added in another order.
TOLERANCE = 1e-5
# How long each variant of a peer is tried for, at most, in seconds.
LONGEST_TRIAL = 1.0


class Disagreement(Exception):
    """Tools do not compute the same; says which."""


@dataclass
class Options:
    unroll: Path
    tools: list[str]
    threads: int
    rounds: int
    seconds: float
    limit: float


@dataclass
class Contest:
    """One workload and the tools at work on it."""

    workload: Workload
    tools: dict = field(default_factory=dict)
    # What preparing told of each tool, and what the rounds did.
    facts: dict = field(default_factory=dict)
    rounds: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def compare(workloads: list[Workload], options: Options, folder: Path) -> list[dict]:
    contests = [Contest(workload) for workload in workloads]
    try:
        for contest in contests:
            place = folder / contest.workload.name
            place.mkdir()
            prepare(contest, options, place)
        for number in range(options.rounds):
            say(f"round {number + 1} of {options.rounds}")
            for contest in contests:
                run_round(contest, options, number)
    finally:
        for contest in contests:
            for tool in contest.tools.values():
                tool.end()
    return [result(contest) for contest in contests]


def prepare(contest: Contest, options: Options, folder: Path) -> None:
    """Starts the tools on the same weights and batches, and sees that losses agree."""
    workload = contest.workload
    unroll = Unroll(options.unroll, workload, options.threads)
    first_loss = unroll.export(folder)["firstLoss"]
    say(f"{workload.name}: {workload.description()}; first loss {first_loss:.6f}")
    for name in options.tools:
        if name == "unroll":
            contest.tools[name], contest.facts[name] = unroll, {"firstLoss": first_loss}
            continue
        tool = contest.tools[name] = Peer(name, workload, folder, options.threads)
        begin = time.monotonic()
        try:
            facts = tool.prepare(min(options.seconds, LONGEST_TRIAL), options.limit)
        except ToolFailure as failure:
            leave_out(contest, name, failure)
            continue
        contest.facts[name] = facts
        for row in facts["variants"]:
            told = row.get("failure") or f"{row['milliseconds']:.4f} ms"
            mark = "*" if row["name"] == facts["chosen"] else " "
            say(f"  {mark} {TITLES[name]}, {row['name']}: {told}")
        say(f"    {time.monotonic() - begin:.0f} s to get ready")
    check_losses(workload, first_loss, contest.facts)


def check_losses(workload: Workload, first_loss: float, facts: dict) -> None:
    """All variants of all tools: the first loss against Unroll's, later ones among the peers."""
    expected, source = [first_loss], ["Unroll"]
    for tool in facts:
        for row in facts[tool].get("variants", []):
            for index, loss in enumerate(row.get("losses", [])):
                if index == len(expected):
                    expected.append(loss)
                    source.append(f"{TITLES[tool]}, {row['name']}")
                error = abs(loss - expected[index]) / max(abs(expected[index]), 1e-9)
                # Not 'greater': what is not a number agrees with nothing.
                if not error <= TOLERANCE:
                    raise Disagreement(
                        f"{workload.name}: the loss of step {index + 1} is {loss!r} in "
                        f"{TITLES[tool]}, {row['name']}, and {expected[index]!r} in "
                        f"{source[index]}: a relative difference of {error:.1e}, more than "
                        f"{TOLERANCE:.0e}")


def run_round(contest: Contest, options: Options, number: int) -> None:
    names = list(contest.tools)
    # Whoever comes first may find the machine in another state than the last.
    shift = number % max(len(names), 1)
    for name in names[shift:] + names[:shift]:
        try:
            measured = contest.tools[name].run(options.seconds)
        except ToolFailure as failure:
            leave_out(contest, name, failure)
            continue
        contest.rounds.setdefault(name, []).append(measured)
    say(f"  {contest.workload.name}: " + ", ".join(
        f"{TITLES[name]} {rounds[-1]['milliseconds']:.4f} ms"
        for name, rounds in contest.rounds.items()))


def leave_out(contest: Contest, name: str, failure: ToolFailure) -> None:
    say(f"  {contest.workload.name}: without {TITLES[name]}: {failure}")
    contest.left_out[name] = str(failure)
    contest.tools.pop(name).end()
    contest.rounds.pop(name, None)


def result(contest: Contest) -> dict:
    workload = contest.workload
    answer = {
        "name": workload.name, "kind": workload.kind, "description": workload.description(),
        "tools": {}, "leftOut": contest.left_out,
    }
    for name, facts in contest.facts.items():
        tool = dict(facts)
        rounds = contest.rounds.get(name)
        if rounds:
            times = [measured["milliseconds"] for measured in rounds]
            tool |= {
                "milliseconds": statistics.median(times), "least": min(times), "most": max(times),
                "rounds": times, "steps": sum(measured["steps"] for measured in rounds),
            }
            for key in ["fractionOfPeak", "peakGflops", "restingShare"]:
                if key in rounds[-1]:
                    tool[key] = statistics.median(measured[key] for measured in rounds)
            if "instructionSet" in rounds[-1]:
                tool["instructionSet"] = rounds[-1]["instructionSet"]
        if name not in contest.left_out:
            answer["tools"][name] = tool
    return answer | ratio(answer["tools"])


def ratio(tools: dict) -> dict:
    """How many times as long the best peer takes as Unroll: the median of the rounds' ratios."""
    measured = [name for name in PEERS if "rounds" in tools.get(name, {})]
    if not measured or "rounds" not in tools.get("unroll", {}):
        return {}
    best = min(measured, key=lambda name: tools[name]["milliseconds"])
    ratios = [
        peer / own
        for peer, own in zip(tools[best]["rounds"], tools["unroll"]["rounds"], strict=True)
    ]
    return {"bestPeer": best, "ratio": statistics.median(ratios), "ratios": ratios}
