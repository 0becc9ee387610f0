"""Judges files one after the other, each in a process of its own that may not take much.

``python -m tests.news.judging_child FOLDER`` prints a line of JSON for each file in the folder.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

SECONDS = 2
BYTES = 300 * 2**20
# Address space that libraries reserve and never touch.
RESERVED = 2**30
PICTURES = (".jpg", ".png", ".webp")


def judged(name, content):
    """Return what news.files does before it stores: {"stored": [type, size]} or a sentence."""
    from django.core.exceptions import ValidationError

    from news import document_pages, documents, images

    try:
        if name.endswith(PICTURES):
            picture = images.judge(content)
            for _rendition in images.render(picture.content, images.renditions(picture.width)):
                pass
            return {"stored": picture.media_type, "kept": picture.content.hex()[:4000]}
        document = documents.judge(content)
        document_pages.count(document.content, document.extension)
        document_pages.has_text(document.content, document.extension)
    except ValidationError as fault:
        return {"sentence": " ".join(fault.messages)}
    return {"stored": document.media_type}


def in_a_process(path):
    """Return what judging a file came to, with its seconds of work and megabytes at most."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES + RESERVED, BYTES + RESERVED))
        try:
            answer = judged(path.name, path.read_bytes())
        except BaseException as fault:
            answer = {"fault": f"{type(fault).__name__}: {fault}"[:300]}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    began = time.monotonic()
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _pid, status, used = os.wait4(child, 0)
    answer = json.loads(told) if told else {"fault": f"killed: {status}"}
    return answer | {
        "seconds": round(used.ru_utime + used.ru_stime, 2),
        "waited": round(time.monotonic() - began, 2),
        "megabytes": used.ru_maxrss // 1024,
    }


def main(folder):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    judged("a.pdf", b"warm")
    judged("a.jpg", b"warm")
    for path in sorted(Path(folder).iterdir()):
        print(json.dumps({"file": path.name} | in_a_process(path)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
