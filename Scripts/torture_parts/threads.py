"""Threads, cells and dropout: the weights after 200 updates are the same for any number of threads."""

from torture_parts.command import NAMES, Result

CELLS = ["rnn", "lstm", "gru", "mingru", "minlstm"]


def run(command, short):
    # Few enough words that 200 updates are some epochs, and a network large enough to be shared among threads.
    words = NAMES.read_text().splitlines()[:1600]
    (command.folder / "words.txt").write_text("\n".join(words))
    counts = ["1", "2", "3"] if short else ["1", "2", "3", "4", "8"]
    cells = CELLS[:2] if short else CELLS
    faults, runs = [], 0
    for cell in cells:
        for dropout in ["0", "0.3"]:
            models = {}
            for count in counts:
                # 1,440 words to learn, 32 an update: 45 updates an epoch.
                code, error = command.run(
                    "train", "words.txt", "--task", "words", "--cell", cell, "--hidden", "160", "--layers", "2", "--embedding", "24",
                    "--dropout", dropout, "--epochs", "2" if short else "5", "--threads", count, "--quiet",
                    "--out", f"{cell}-{dropout}-{count}",
                )
                runs += 1
                if code != 0:
                    faults.append(f"{cell}, {count} threads: {code} {error}")
                models[command.model(f"{cell}-{dropout}-{count}")] = count
            if len(models) != 1:
                faults.append(f"{cell}, dropout {dropout}: {len(models)} different models")
    return Result(f"{runs} runs with {', '.join(counts)} threads", faults)
