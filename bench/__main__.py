"""``./run bench`` and its commands, each in a module of its own (bench/README.md)."""

import argparse
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parent / "var" / "bench"


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
    filling = commands.add_parser("fill", help="add N articles to the bench's database")
    filling.add_argument("articles", type=int)
    filling.add_argument("--body-bytes", type=int, default=6_000)
    filling.add_argument("--seed", type=int, default=1)
    measuring = commands.add_parser("measure", help="print requests/s and CPU beside a constant")
    measuring.add_argument("--rounds", type=int, default=5)
    measuring.add_argument("--seconds", type=float, default=2.0)
    measuring.add_argument("--accept-encoding", default="gzip, br")
    beacons = commands.add_parser("beacon", help="print the CPU of a beacon and of folding")
    beacons.add_argument("--rounds", type=int, default=5)
    beacons.add_argument("--seconds", type=float, default=2.0)
    comparing = commands.add_parser("compare", help="print how long two versions take to compare")
    comparing.add_argument("--body-bytes", type=int, default=100_000)
    comparing.add_argument("--changes", type=int, default=200)
    comparing.add_argument("--rounds", type=int, default=5)
    comparing.add_argument("--seed", type=int, default=1)
    desk = commands.add_parser("admin", help="print the time and queries of the desk's pages")
    desk.add_argument("--rounds", type=int, default=7)
    counting = commands.add_parser("fill-statistics", help="replace all counts by three years'")
    counting.add_argument("--articles", type=int, default=5_000)
    counting.add_argument("--views", type=int, default=20_000_000)
    counting.add_argument("--seed", type=int, default=1)
    reports = commands.add_parser("statistics", help="print the time and queries of every report")
    reports.add_argument("--rounds", type=int, default=5)
    reports.add_argument("--files", action="store_true")
    arguments = vars(parser.parse_args())
    command = arguments.pop("command")
    prepare()
    if command == "fill":
        from bench import fill

        fill.run(**arguments)
    elif command == "fill-statistics":
        from bench import fill_statistics

        fill_statistics.run(**arguments)
    elif command == "statistics":
        from bench import statistics

        statistics.run(**arguments)
    elif command == "compare":
        from bench import compare

        compare.run(**arguments)
    elif command == "beacon":
        from bench import beacon

        beacon.run(**arguments)
    elif command == "admin":
        from bench import admin

        admin.run(**arguments)
    else:
        from bench import measure

        measure.run(**arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
