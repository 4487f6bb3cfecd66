"""Try readers by hand: other numbers than the tests use, one input again, or a file.

python -m tests.fuzz html --inputs 20000 --seed 7
python -m tests.fuzz html --seed 7 --input 1234
"""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.fuzz.harness import Fault, Target, made, run, shrunk, tried

NAMES = ("html", "json_items", "feeds", "texts", "register_yaml", "tables")


def target_of(name: str) -> Target:
    """The target of a name."""
    found: Target = import_module(f"tests.fuzz.{name}").TARGET
    return found


def main() -> int:
    """Try what the command line names; 1 where a fault was found."""
    words = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    words.add_argument("target", choices=NAMES)
    words.add_argument("--inputs", type=int, default=10_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--processes", type=int, default=2)
    words.add_argument("--input", type=int, help="only this one, made smaller as far as it can be")
    chosen = words.parse_args()
    target = target_of(chosen.target)
    if chosen.input is not None:
        return _again(target, chosen.seed, chosen.input)
    report = run(target, inputs=chosen.inputs, seed=chosen.seed, processes=chosen.processes)
    seen = set()
    for fault in report.faults:
        last = fault.trace.strip().splitlines()[-3:] if fault.trace else [fault.what]
        if str(last) not in seen:
            seen.add(str(last))
            sys.stdout.write(f"input {fault.number}: {fault.what}\n{fault.trace}\n")
    sys.stdout.write(f"{target.name}: {report}\n")
    return bool(report.faults)


def kept(target: Target, seed: int, fault: Fault, folder: Path) -> str:
    """Write an input that goes wrong into a folder, as small as it can be made; say where it is."""
    one = shrunk(target, made(target, seed, fault.number), fault)
    body = one.body if isinstance(one.body, bytes) else one.body.encode("utf-8", "surrogatepass")
    file = folder / f"{target.name}-{seed}-{fault.number}"
    file.write_bytes(body)
    again = f"python -m tests.fuzz {target.name} --seed {seed} --input {fault.number}"
    return f"{one.reader}: {body[:1000]!r}\nwhole in {file}; again with: {again}"


def _again(target: Target, seed: int, number: int) -> int:
    one = made(target, seed, number)
    fault, is_read, took = tried(target, one, number)
    sys.stdout.write(f"{one.reader}, {'read' if is_read else 'not read'}, {took:.3f} s\n")
    if fault:
        said = kept(target, seed, fault, Path(tempfile.gettempdir()))
        sys.stdout.write(f"{fault.what}\n{fault.trace}\n{said}\n")
    return bool(fault)


if __name__ == "__main__":
    sys.exit(main())
