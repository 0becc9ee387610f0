"""What another process may do between two statements of ours, at exactly that moment."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def meanwhile(act, *, before="", after="", occurrence=1):
    """Call ``act`` once: around the ``occurrence``-th SQL that begins with ``before``/``after``."""
    begins = before or after
    seen = []

    def watch(execute, sql, params, many, context):
        hit = sql.startswith(begins) and len(seen) < occurrence
        if hit:
            seen.append(sql)
        is_the_moment = hit and len(seen) == occurrence
        if is_the_moment and before:
            act()
        answer = execute(sql, params, many, context)
        if is_the_moment and after:
            act()
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert len(seen) == occurrence, f"{begins} was not reached"
