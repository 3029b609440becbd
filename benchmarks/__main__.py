"""Run every benchmark, or those named: ``python -m benchmarks [extract ...]``."""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the benchmarks and print what each says."""
    known = sorted(p.stem.removeprefix("bench_") for p in HERE.glob("bench_*.py"))
    for name in names:
        if name not in known:
            print(f"{name!r} is no benchmark; known: {', '.join(known)}")
            return 2
    for name in names or known:
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
