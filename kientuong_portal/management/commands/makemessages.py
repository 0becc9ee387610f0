"""Gather the texts to translate; a new text begins empty instead of with a guess."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command without fuzzy matching: a guess that nobody corrects is a wrong label."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
