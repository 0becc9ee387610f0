"""``./run bench`` and its commands, each in a module of its own (bench/README.md)."""

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE.parent / "var" / "bench"
# Each command's help, and its options with what they are when not given.
COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "fill": ("add N articles to the bench's database", {"body_bytes": 6_000, "seed": 1}),
    "measure": (
        "print requests/s and CPU beside a constant",
        {"rounds": 5, "seconds": 2.0, "accept_encoding": "gzip, br"},
    ),
    "beacon": ("print the CPU of a beacon and of folding", {"rounds": 5, "seconds": 2.0}),
    "compare": (
        "print how long two versions take to compare",
        {"body_bytes": 100_000, "changes": 200, "rounds": 5, "seed": 1},
    ),
    "admin": ("print the time and queries of the desk's pages", {"rounds": 7}),
    "fill-statistics": (
        "replace all counts by three years'",
        {"articles": 5_000, "views": 20_000_000, "seed": 1},
    ),
    "statistics": (
        "print the time and queries of every report",
        {"rounds": 5, "files": False},
    ),
}


def prepare() -> None:
    """Set what the portal needs to run here, where the environment does not say otherwise."""
    os.environ.setdefault("DATA_DIR", str(DATA))
    os.environ.setdefault("SECRET_KEY", "only-for-measuring-" + "b" * 50)
    os.environ.setdefault("HTTPS", "off")
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kientuong_portal.settings")
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    import django

    django.setup()


def main() -> int:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (help_text, options) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name == "fill":
            command.add_argument("articles", type=int)
        for option, default in options.items():
            flag = f"--{option.replace('_', '-')}"
            if default is False:
                command.add_argument(flag, action="store_true")
            else:
                command.add_argument(flag, type=type(default), default=default)
    arguments = vars(parser.parse_args())
    module = arguments.pop("command").replace("-", "_")
    prepare()
    importlib.import_module(f"bench.{module}").run(**arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
