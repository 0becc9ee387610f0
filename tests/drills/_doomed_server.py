"""One portal process that ends itself by SIGKILL in the middle of a request that asks for it.

``python -m tests.drills._doomed_server PORT``. While a request is answered, its steps are counted:
each SQL statement (s), file operation (f), commit (c, before and after it) and the answer (a, ready
but not sent). The header X-Kill-At names the step before which the process dies, as "s12" for the
twelfth statement; X-Steps in an answer tells which steps there were. All of it hooks into this
process alone; the portal is as ever.
"""

import os
import signal
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

FILE_EVENTS = {"open", "os.rename", "os.mkdir", "os.chmod"}


class Steps:
    """The steps of the request being answered; dies before the one named."""

    def __init__(self):
        self.begin("")
        self.counts = False

    def begin(self, limit):
        self.seen, self.limit, self.counts = "", limit, True

    def take(self, kind):
        if self.counts:
            self.seen += kind
            if f"{kind}{self.seen.count(kind)}" == self.limit:
                os.kill(os.getpid(), signal.SIGKILL)


steps = Steps()


def watch_database():
    """Count statements and commits."""
    from django.db import connection

    def statement(execute, sql, params, many, context):
        steps.take("s")
        return execute(sql, params, many, context)

    commit = connection._commit

    def counted_commit():
        steps.take("c")
        answer = commit()
        steps.take("c")
        return answer

    connection.execute_wrappers.append(statement)
    connection._commit = counted_commit


def watch_files(folder):
    """Count what is done to stored files; the audit hook is called before each operation."""

    def operation(event, arguments):
        if event in FILE_EVENTS and isinstance(arguments[0], (str, os.PathLike)):
            writes = event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes and str(arguments[0]).startswith(folder):
                steps.take("f")

    sys.addaudithook(operation)
    fsync = os.fsync

    def counted_fsync(handle):
        steps.take("f")
        fsync(handle)

    os.fsync = counted_fsync


def doomed(portal):
    """Return a WSGI application that answers as ``portal`` does, if it lives to."""

    def application(environ, start_response):
        steps.begin(environ.get("HTTP_X_KILL_AT", ""))
        began = []
        answer = portal(environ, lambda status, headers, *rest: began.append((status, headers)))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        steps.take("a")
        steps.counts = False
        ((status, headers),) = began
        start_response(status, [*headers, ("X-Steps", steps.seen)])
        return [body]

    return application


class Quiet(WSGIRequestHandler):
    """A request handler that writes no log."""

    def log_message(self, *arguments):
        pass


def main():
    django.setup()
    from kientuong_portal.wsgi import application

    watch_database()
    watch_files(str(settings.STORAGES["default"]["OPTIONS"]["location"]))
    make_server(
        "127.0.0.1", int(sys.argv[1]), doomed(application), handler_class=Quiet
    ).serve_forever()


if __name__ == "__main__":
    main()
