"""Doing a verb that its form on an article's page asks for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import half_written, unsaved_texts, workflow
from news.admin import article_page, told
from news.enums import Verb
from news.refusals import Refused
from news.verb_forms import VERB_FORMS, VerbForm

# What a form on the person's desk sends along, to come back there.
FROM_DESK = "desk"


@never_cache
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do a verb that its form asks for; a refusal shows the page again with every reason."""
    article = article_page.find(request, pk)
    if verb not in VERB_FORMS:
        raise Http404(verb)
    act = Verb(verb)
    if not workflow.RULES[act].allowed(request.user, article):
        raise PermissionDenied
    form = VERB_FORMS[act](request.POST, user=request.user, article=article, auto_id=f"{act}_%s")
    if not form.is_valid():
        return article_page.show(
            request, article, *half_written.forms_for(request.user, article), asked={act: form}
        )
    if not form.asks_for_change():
        messages.info(request, _("Nothing was changed."))
        return redirect("admin:news_article_change", pk)
    try:
        event = getattr(workflow, act.value)(
            pk, request.user, form.cleaned_data["version"], **form.arguments()
        )
    except Refused as refused:
        return _refused(request, pk, refused, act, form)
    unsaved_texts.forget_reason(request.user, pk, act)
    is_from_desk = request.POST.get("from") == FROM_DESK
    messages.success(request, told.done(event, is_among_others=is_from_desk))
    if is_from_desk:
        return redirect("admin:index")
    return redirect("admin:news_article_change", pk)


def _refused(
    request: HttpRequest, pk: int, refused: Refused, verb: Verb, form: VerbForm
) -> HttpResponse:
    """Show the page with the reasons; what was typed stays, the version is the one shown now."""
    article = article_page.find(request, pk)
    form.data = form.data.copy()
    form.data["version"] = article.newest_version_id
    return article_page.show(
        request,
        article,
        *half_written.forms_for(request.user, article),
        refused,
        refused_act=verb.label,
        asked={verb: form},
    )
