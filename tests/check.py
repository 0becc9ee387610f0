"""All checks and tests, as ``./run test`` runs them: the quick ones first, each with its name.

Arguments are handed to pytest: ``./run test tests/news -k search`` runs those on both databases,
``./run test -m long`` what is left out of a usual run.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.private_postgres import private_postgres

PYTHON = sys.executable
NO_TESTS = 5  # pytest's own exit code
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
CHECKS = {
    "layout of the code": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "templates": [
        "sh",
        "-c",
        'git ls-files -z "*.html" ":!tests" | xargs -0 "$0" --check --target-version 5.2',
        str(Path(PYTHON).with_name("djade")),
    ],
    "types": [PYTHON, "-m", "mypy", "--no-error-summary"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "-v", "0"],
}
PYTEST = [PYTHON, "-m", "pytest", "--numprocesses", "2", "--dist", "worksteal", "--quiet"]


def run(
    name: str, command: list[str], *, accepted: tuple[int, ...] = (0,), **environment: str
) -> bool:
    """Run one step, say how it went and how long it took, return whether it passed."""
    began = time.monotonic()
    print(f"--- {name}", flush=True)
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings = inherited | SETTINGS | environment
    passed = subprocess.run(command, env=settings).returncode in accepted
    verdict = "ok" if passed else "FAILED"
    print(f"--- {name}: {verdict} ({time.monotonic() - began:.0f} s)", flush=True)
    return passed


def main() -> int:
    """Run everything; return 0 when all of it passed."""
    # Both databases' tests share the files, whose names are their content: encoded once only.
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as folder:
        SETTINGS["TEST_DATA_DIR"] = folder
        return check()


def check() -> int:
    """Run the checks and the tests; return 0 when all of it passed."""
    arguments = sys.argv[1:]
    results = [] if arguments else [run(name, command) for name, command in CHECKS.items()]
    results.append(run("tests on SQLite", [*PYTEST, "-m", "not long", *arguments]))
    with private_postgres() as address:
        postgres = [*PYTEST, "-m", "not once and not long", *arguments]
        # The files asked for may hold no test that needs a database.
        accepted = (0, NO_TESTS) if arguments else (0,)
        results.append(
            run("tests on PostgreSQL", postgres, accepted=accepted, DATABASE_URL=address)
        )
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
