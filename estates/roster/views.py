"""Pages of the roster: bringing a sheet, looking it through, taking it over and back; who is who."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from core.forms import PlainForm
from core.paging import newest_page, numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.errors import ColumnsMissing, SheetRefused
from estates.models import Person, Post, RosterDraft, RosterImport
from estates.roster import reports, services
from estates.roster.comparing import names_of_columns
from estates.roster.forms import ApplyForm, ColumnsForm, NamesForm, UploadForm
from estates.roster.reports import PARTS, WORDS, Preview
from estates.roster.services.columns import unknown_heads
from estates.roster.sheet import read_heads, read_sheet
from estates.roster.writing import mended, template
from estates.rules import KEEPERS

keepers_only = post_required(*KEEPERS)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def roster(request: HttpRequest, estate: str) -> HttpResponse:
    """Say what a roster is, take one, and show what was taken over so far."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if sent(request, form) and (draft := _uploaded(request, form)):
        return redirect("estates:roster_draft", estate, draft.pk)
    context = {
        "imports": newest_page(request, reports.imports_of(request.estate)),
        "drafts": reports.drafts_of(request.estate),
        "names": reports.open_names(request.estate).count(),
    }
    return form_page(request, "estates/roster/roster.html", form, context)


@require_safe
@keepers_only
def roster_template(request: HttpRequest, estate: str) -> HttpResponse:
    """Hand out the empty template."""
    return _workbook(template(), "住户名册模板.xlsx")


@require_POST
@keepers_only
@fresh_sign_in_required
def roster_export(request: HttpRequest, estate: str) -> HttpResponse:
    """Hand out the register as a sheet; pressed twice, the second press leads back to the page."""
    data = services.export_roster(request.estate, by=_keeper(request))
    response = _workbook(data, f"{request.estate.name}住户名册.xlsx")
    response.headers["Location"] = reverse("estates:roster", args=[estate])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def roster_draft(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what a file would change, and take it over when told so."""
    draft = _draft(request, pk)
    form = ApplyForm(request.POST or None)
    if sent(request, form) and (job := _applied(request, draft, form)):
        return redirect("notices:job", estate, job.pk)
    if job := reports.is_under_way(draft):
        return redirect("notices:job", estate, job.pk)
    if draft.imported_id:
        return redirect("estates:roster_import", estate, draft.imported_id)
    if draft.state == RosterDraft.State.DROPPED:
        return render(request, "estates/roster/dropped.html", {"draft": draft})
    return _preview_page(request, draft, form)


@require_POST
@keepers_only
def roster_drop(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Put a file away."""
    services.drop_draft(_draft(request, pk), by=_keeper(request))
    messages.success(request, "已放弃这份名册，文件已经清除，登记没有变化。")
    return redirect("estates:roster", estate)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def roster_columns(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Ask what the heads mean that nobody knows, and remember it for the street."""
    draft = _waiting(request, pk)
    form = _columns_form(request, draft)
    if sent(request, form):
        told = taken(form, services.remember_columns, draft, form.chosen, by=_keeper(request))
        if told is not None:
            return redirect("estates:roster_draft", estate, pk)
    return form_page(request, "estates/roster/columns.html", form, {"draft": draft})


@require_safe
@keepers_only
def roster_faults(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the rows that have to be mended, with what is to be mended in each."""
    draft = _waiting(request, pk)
    sheet = read_sheet(bytes(draft.data), names_of_columns(request.estate))
    faults = reports.preview(draft).found.faults
    return _workbook(mended(sheet, faults), "要改的行.xlsx")


@require_safe
@keepers_only
def roster_import(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what an import has changed."""
    done = get_object_or_404(reports.imports_of(request.estate), pk=pk)
    took_back = RosterImport.objects.filter(reverses=done).first() if done.is_taken_back else None
    counts = reports.counts_of(done)
    drawing = reports.drawing(counts, _size(request))
    context = {"done": done, "counts": counts, "drawing": drawing, "took_back": took_back}
    return render(request, "estates/roster/import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def roster_reverse(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Ask whether an import is to be taken back, and take it back."""
    done = get_object_or_404(RosterImport, estate=request.estate, pk=pk)
    done.estate = request.estate
    if request.method == "POST":
        row = services.reverse_import(done, by=_keeper(request))
        messages.success(request, "已撤销，登记回到导入前的样子，从今天起算。")
        return redirect("estates:roster_import", estate, row.pk)
    context = {"done": done, "counts": reports.counts_of(done)}
    return render(request, "estates/roster/reverse.html", context)


@require_safe
@keepers_only
def roster_names(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the names that stand for several owners, to be decided about."""
    found = numbered_page(request, reports.open_names(request.estate))
    groups = reports.namesakes(request.estate, found.rows)
    return render(request, "estates/roster/names.html", {"found": found, "groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def roster_name(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Decide who of one name is one."""
    first = get_object_or_404(Person, estate=request.estate, pk=pk)
    group = next(iter(reports.namesakes(request.estate, [first.pk])), None)
    if group is None:
        return render(request, "estates/roster/name_decided.html")
    form = NamesForm(request.POST or None, group=group)
    if sent(request, form) and _decided(request, form, group):
        messages.success(request, "已记下。")
        return redirect("estates:roster_names", estate)
    return form_page(request, "estates/roster/name.html", form, {"group": group})


def _keeper(request: HttpRequest) -> Post:
    return request.capacities.need_post(*KEEPERS)


def _draft(request: HttpRequest, pk: int) -> RosterDraft:
    draft = get_object_or_404(RosterDraft, estate=request.estate, pk=pk)
    draft.estate = request.estate
    return draft


def _waiting(request: HttpRequest, pk: int) -> RosterDraft:
    """Return a draft whose file is there to be read. Raises Http404."""
    draft = _draft(request, pk)
    if not draft.data:
        raise Http404
    return draft


def _uploaded(request: HttpRequest, form: UploadForm) -> RosterDraft | None:
    file = form.cleaned_data["file"]
    upload = {"file_name": file.name, "by": _keeper(request)}
    return taken(form, services.upload_roster, request.estate, file.read(), **upload)


def _applied(request: HttpRequest, draft: RosterDraft, form: ApplyForm):
    shown = {name: form.cleaned_data[name] for name in WORDS}
    return taken(form, services.apply_draft, draft, shown=shown, by=_keeper(request))


def _decided(request: HttpRequest, form: NamesForm, group: reports.Namesakes):
    chosen = {int(key) for key in form.cleaned_data["people"]}
    questions = [each.question for each in group.others if each.question and each.question.pk in chosen]
    told = {"decision": form.cleaned_data["decision"], "reason": form.cleaned_data["reason"]}
    return taken(form, services.decide_names, request.estate, questions, **told, by=_keeper(request))


def _preview_page(request: HttpRequest, draft: RosterDraft, form: PlainForm) -> HttpResponse:
    try:
        preview = reports.preview(draft)
    except ColumnsMissing:
        return redirect("estates:roster_columns", request.estate.slug, draft.pk)
    except SheetRefused as refusal:
        preview = None
        form.refuse(refusal) if form.is_bound else messages.error(request, reports.refused_words(refusal))
    context = {"draft": draft, "preview": preview, **(_part(request, preview) if preview else {})}
    if preview:
        context["shown"] = ApplyForm(initial=preview.found.counts)
    return form_page(request, "estates/roster/draft.html", form, context)


def _part(request: HttpRequest, preview: Preview) -> dict[str, object]:
    """Return the list of the preview that is asked for, by default the first that has anything in it."""
    keys, drawing = [part.key for part in preview.parts], reports.drawing(preview.counts, _size(request))
    asked = request.GET.get("part", "")
    part = asked if asked in keys else (keys[0] if keys else "")
    if not part:
        return {"part": "", "drawing": drawing}
    found = numbered_page(request, preview.rows(part))
    rows = found.rows if part == "faults" else [reports.flat(row) for row in found.rows]
    told = {"part_label": PARTS[part], "drawing": drawing}
    return {"part": part, "found": found, "rows": rows, **told}


def _columns_form(request: HttpRequest, draft: RosterDraft) -> ColumnsForm:
    """Return the form that asks for every column that the sheet does not name as the template does."""
    said = names_of_columns(request.estate)
    heads = read_heads(bytes(draft.data), {})
    known = list(heads.meanings.values()) if heads else []
    return ColumnsForm(
        request.POST or None,
        heads=unknown_heads(bytes(draft.data)),
        known=known,
        said={head: column for head, column in said.items() if column},
    )


def _size(request: HttpRequest) -> str:
    """Return the text size that the reader chose, in which charts are drawn."""
    chosen = request.COOKIES.get("size", "")
    return chosen if chosen in ("l", "xl") else ""


def _workbook(data: bytes, name: str) -> HttpResponse:
    """Return a workbook to be saved under a name."""
    response = HttpResponse(data, content_type=WORKBOOK)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store, private"
    return response
