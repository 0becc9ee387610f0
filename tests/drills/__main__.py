"""Run one drill on both databases: ``python -m tests.drills NAME [pytest's arguments]``.

DATABASES=sqlite or postgresql in the environment leaves the other one out.
"""

import os
import sys
from pathlib import Path

from tests.check import PYTHON, run
from tests.private_postgres import private_postgres

HERE = Path(__file__).parent
NAMES = sorted(file.stem for file in HERE.glob("[a-z]*.py"))


def main() -> int:
    """Return 0 when the drill passed on both."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(f"./run drill {'|'.join(NAMES)}")
        return 2
    file = str(HERE / f"{sys.argv[1]}.py")
    command = [PYTHON, "-m", "pytest", "--quiet", "--capture=no", file, *sys.argv[2:]]
    wanted = os.environ.get("DATABASES", "sqlite,postgresql").split(",")
    passed = True
    if "sqlite" in wanted:
        passed &= run(f"{sys.argv[1]} on SQLite", command)
    if "postgresql" in wanted:
        with private_postgres() as address:
            passed &= run(f"{sys.argv[1]} on PostgreSQL", command, DATABASE_URL=address)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
