"""A PostgreSQL of the tests' own: on a free port, in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a server, yield its address as a DATABASE_URL, stop it and remove its folder.

    Raises FileNotFoundError with the line to run when PostgreSQL is not installed.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    port = _free_port()
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    access = ["-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    _run(programs / "initdb", "-D", str(data), *access)
    values = {
        "port": port,
        "unix_socket_directories": f"'{folder}'",
        "listen_addresses": "'127.0.0.1'",
        "max_connections": 200,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        # A look at tables that are empty between two tests would mislead the plans of the next.
        "autovacuum": "off",
    }
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in values.items())
    start(data)
    try:
        yield f"postgres://portal@127.0.0.1:{port}/postgres"
    finally:
        stop(data)
        shutil.rmtree(folder, ignore_errors=True)


def start(data: Path) -> None:
    """Start the server whose data lie in ``data``, and wait until it answers."""
    log = str(data.parent / "log")
    _run(_programs() / "pg_ctl", "-D", str(data), "-l", log, "-w", "start")


def stop(data: Path) -> None:
    """Stop that server as a failing machine would: nothing is tidied."""
    _run(_programs() / "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def _run(program: Path, *arguments: str) -> None:
    # PostgreSQL refuses to run as root; its package brings the user that may.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    if not found:
        raise FileNotFoundError("PostgreSQL is missing: apt-get install postgresql")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
