"""Whether all that is stored about the articles agrees: asked of the database, nothing is changed.

Each question is one function that yields a Contradiction for everything it finds; adding one means
writing it in the module of its subject and naming it in QUESTIONS. They ask for sets, so a million
articles take minutes; a file's bytes and an article's words are read only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from news.consistency import editing, reading, stored_files
from news.consistency.contradiction import Contradiction

__all__ = ["QUESTIONS", "Contradiction", "contradictions"]

Question = Callable[[], Iterator[Contradiction]]
QUESTIONS: tuple[Question, ...] = (
    editing.serials_count_on,
    editing.numbers_grow,
    editing.newest_is_the_last,
    editing.status_is_that_of_the_last_event,
    editing.events_follow_each_other,
    editing.versions_have_their_event,
    editing.approvals_have_their_event,
    editing.revisions_count_the_acts,
    editing.emergencies_are_marked,
    reading.intervals_lie_apart,
    reading.intervals_keep_to_their_plan,
    reading.dates_do_not_follow_their_opening,
    reading.publications_repeat_their_version,
    reading.publications_were_approved,
    reading.placements_agree,
    reading.publications_are_filed,
    reading.articles_are_filed,
    reading.generation_counts_what_readers_saw,
    stored_files.versions_link_as_many_as_they_say,
    stored_files.what_a_version_shows_is_linked,
    stored_files.bytes_are_there,
)


def contradictions(
    *, read_bytes: bool = False, read_words: bool = False
) -> Iterator[Contradiction]:
    """Yield everything that does not agree.

    ``read_bytes`` compares each file's hash with its content, ``read_words`` the words under which
    each article is found with those of its text; both take long on a large portal.
    """
    for question in QUESTIONS:
        yield from question()
    if read_bytes:
        yield from stored_files.bytes_have_their_hash()
    if read_words:
        yield from reading.words_are_those_of_the_text()
