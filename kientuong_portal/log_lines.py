"""What the log says of a request that was answered with an error: one line, as long as it helps."""

import logging

MAX_LINE = 300
# What readers and robots ask for in vain, with old links as with new ones.
IN_VAIN = frozenset({404, 410})
SERVER_ERROR = 500


class RequestLines(logging.Filter):
    """Shortens what Django writes about requests, so that no stranger can fill the log.

    A path may have thousands of characters. What is wrong with a request itself (4xx: a foreign
    host, a form without its proof) is no fault of the portal: a warning without a traceback. An
    address that does not exist, or no longer, is not even that; the statistics count those that do
    not exist by their path.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change ``record`` when it tells of a request; return whether it is to be written."""
        status = getattr(record, "status_code", None)
        if status is None:
            return True
        line = record.getMessage()
        record.msg, record.args = line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…", None
        if status < SERVER_ERROR:
            record.exc_info = record.exc_text = None
            record.levelno = logging.INFO if status in IN_VAIN else logging.WARNING
            record.levelname = logging.getLevelName(record.levelno)
        return record.levelno >= logging.getLogger().level
