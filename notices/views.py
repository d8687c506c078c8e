"""Pages of notices, objections, verification and long jobs."""

import hashlib
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Invalid, NotAllowed
from core.forms import PlainForm
from core.paging import numbered_page
from core.pdf import keywords
from core.web import stored_file
from estates.access import member_required, post_required
from estates.capacities import Capacities, capacities_of
from estates.models import Ownership, Post, Residency
from notices import reports, rules, services
from notices.forms import AnswerForm, CompareForm, LookupForm, ObjectionForm, WithdrawForm
from notices.models import Notice, Objection
from notices.printing import provisional_note
from notices.rulebook import REPLY_WORKING_DAYS
from tenancy import jobs
from tenancy.models import Job
from tenancy.rules import rules_in_force

STOP_POLLING = 286  # htmx: swap, then ask no more
FORMS = ["GET", "HEAD", "POST"]
publishers_only = post_required(*rules.PUBLISHERS)
minders_only = post_required(*rules.MINDERS)


@require_safe
def list_(request: HttpRequest, estate: str) -> HttpResponse:
    """Everything published, running periods first; ``?kind=`` narrows."""
    kind = request.GET.get("kind", "")
    found = Notice.objects.filter(estate=request.estate).public()
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    narrowed = kind in Notice.Kind.values
    rows = found.filter(kind=kind) if narrowed else found
    total = counts.get(kind, 0) if narrowed else sum(counts.values())
    return render(
        request,
        "notices/list.html",
        {
            "kinds": [choice for choice in Notice.Kind if choice in counts],
            "kind": kind,
            "notices": numbered_page(request, rows.open_first(total)),
        },
    )


@require_safe
def show(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """One notice: what it says, its period, objections with replies, PDF and proof."""
    notice = _notice(request, pk)
    objections = list(notice.objection_list.select_related("person", "answered_by"))
    return render(
        request,
        "notices/show.html",
        {
            "notice": notice,
            "objections": objections,
            "talk": reports.talk(objections),
            "tables": reports.tables(notice),
            "proof": reports.proof(notice),
            "provisional": provisional_note(notice),
            **_reader(request, notice, objections),
        },
    )


@require_safe
def pdf(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """The sheet of a notice as a file."""
    notice = _notice(request, pk)
    if notice.pdf is None or not (notice.shows_text or _is_publisher(request)):
        raise Http404
    return stored_file(notice.pdf.sha256, notice.pdf.mime, name=notice.pdf.name, private=notice.concealed)


@require_http_methods(FORMS)
@member_required
def object_(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Raise an objection, for the home or the title that is acted for."""
    notice = _notice(request, pk)
    by = _home(request.capacities)
    form = ObjectionForm(request.POST or None)
    if _sent(request, form) and _taken(form, services.file_objection, notice, by=by):
        messages.success(request, "异议已经收到，答复会写在这份公示下面。")
        return redirect("notices:show", estate, pk)
    days = rules_in_force(notice.street_id, notice.estate_id).integer(REPLY_WORKING_DAYS)
    shown_as = Objection(person=by.person, building=by.unit.building.name).label
    context = {"notice": notice, "reply_days": days, "shown_as": shown_as}
    return _form_page(request, "notices/object.html", form, context)


@require_http_methods(FORMS)
@publishers_only
def answer(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Reply to an objection, once."""
    found = Objection.objects.select_related("notice", "person", "estate", "answered_by")
    objection = get_object_or_404(found, pk=pk, estate=request.estate)
    by = request.capacities.need_post(*rules.PUBLISHERS)
    form = AnswerForm(request.POST or None)
    if _sent(request, form) and _taken(form, services.answer_objection, objection, by=by):
        messages.success(request, "答复已公布。")
        return redirect("notices:show", estate, objection.notice_id)
    return _form_page(request, "notices/answer.html", form, {"objection": objection})


@require_http_methods(FORMS)
@publishers_only
def withdraw(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take a notice back."""
    notice = _notice(request, pk)
    by = request.capacities.need_post(*rules.PUBLISHERS)
    form = WithdrawForm(request.POST or None)
    if _sent(request, form) and _taken(form, services.withdraw, notice, by=by):
        messages.success(request, "公示已撤回。请把公示栏上的那一张也揭下来。")
        return redirect("notices:show", estate, pk)
    return _form_page(request, "notices/withdraw.html", form, {"notice": notice})


@require_safe
@publishers_only
def work(request: HttpRequest, estate: str) -> HttpResponse:
    """What the committee has to do about notices."""
    by = request.capacities.need_post(*rules.PUBLISHERS)
    return render(request, "notices/work.html", {"items": reports.work_items(by, request.estate)})


@require_http_methods(FORMS)
def lookup(request: HttpRequest) -> HttpResponse:
    """Where a code that was read off a paper is typed in, or a PDF is brought that carries its code."""
    form = LookupForm(request.GET or None)
    if form.is_valid():
        return redirect("notices:verify", form.cleaned_data["code"])
    file_form = CompareForm(request.POST or None, request.FILES or None)
    if _sent(request, file_form) and (code := _code_in(file_form)):
        # 307: the browser sends the file once more, to the page of the code, where it is compared.
        return HttpResponse(status=307, headers={"Location": reverse("notices:verify", args=[code])})
    status = 422 if form.errors or file_form.errors else 200
    return render(request, "notices/lookup.html", {"form": form, "file_form": file_form}, status=status)


@require_http_methods(FORMS)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What was published under a code; a file that is sent is compared, never kept.

    The answer to the file is the page itself, not a redirect: an address that says 一致 could be printed
    on a forgery.
    """
    notice = _notice_of(request, code)
    if notice is None:
        return _unknown(request, code)
    proof = reports.proof(notice)
    form = CompareForm(request.POST or None, request.FILES or None)
    compared = None
    if _sent(request, form):
        compared = hashlib.file_digest(form.cleaned_data["file"], "sha256").hexdigest()
    context = {"proof": proof, "notice": notice, "compared": compared, "same": compared == proof.sha256}
    return _form_page(request, "notices/verify.html", form, context)


@require_safe
@member_required
def job(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """How far a job of the estate is."""
    found = get_object_or_404(Job, pk=pk, estate=request.estate)
    retry = reverse("notices:retry_job", args=[estate, pk]) if _minds(request) else ""
    return _job_page(request, found, "notices/job.html", retry)


@require_POST
@minders_only
def retry_job(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Start a failed job of the estate again."""
    found = get_object_or_404(Job, pk=pk, estate=request.estate)
    jobs.retry(found, by=request.capacities.need_post(*rules.MINDERS))
    return redirect("notices:job", estate, pk)


@require_safe
@member_required
def office_job(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """How far a job of the street, or of one of its estates, is."""
    found = _street_job(request, pk)
    retry = reverse("notices:office_retry_job", args=[street, pk]) if _minds(request) else ""
    return _job_page(request, found, "notices/office_job.html", retry)


@require_POST
@minders_only
def office_retry_job(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Start a failed job of the street, or of one of its estates, again."""
    jobs.retry(_street_job(request, pk), by=request.capacities.need_post(*rules.MINDERS))
    return redirect("notices:office_job", street, pk)


def _notice(request: HttpRequest, pk: int) -> Notice:
    """Return a notice that the asker may know of: published, or theirs to prepare. Raises Http404."""
    found = Notice.objects.filter(estate=request.estate).select_related("pdf")
    notice = get_object_or_404(found, pk=pk)
    if notice.published_at is None and not _is_publisher(request):
        raise Http404
    notice.estate = request.estate
    return notice


def _notice_of(request: HttpRequest, code: str) -> Notice | None:
    """Return the published notice of a code, if there is one; asked alike where there is no estate."""
    found = Notice.objects.filter(estate=request.estate, code=reports.code_meant(code)).public()
    notice = found.select_related("pdf").first()
    if notice is not None:
        notice.estate = request.estate
    return notice


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """Return the page that knows no such code: the same for every estate, every street and none."""
    request.street = request.estate = None
    request.capacities = capacities_of(request)
    form = LookupForm(initial={"code": code})
    context = {"form": form, "file_form": CompareForm(), "is_unknown": True}
    return render(request, "notices/lookup.html", context, status=404)


def _code_in(form: CompareForm) -> str:
    """Return the code that a file carries; where it carries none, the form says so."""
    code = reports.code_meant(keywords(form.cleaned_data["file"].read()))
    if not code:
        form.add_error("file", "这个文件里没有读到查验码，可能不是本平台的原件。请照着公示填写查验码。")
    return code


def _reader(request: HttpRequest, notice: Notice, objections: list[Objection]) -> dict[str, object]:
    """Return what the page of a notice shows to this reader only."""
    held = request.capacities
    homes = {home.unit_id for home in (*held.residencies, *held.ownerships)}
    is_publisher = _is_publisher(request)
    waiting = reports.job_of(notice) if is_publisher and notice.published_at is None else None
    return {
        "is_publisher": is_publisher,
        "may_read": notice.shows_text or is_publisher,
        "has_objected": any(objection.unit_id in homes for objection in objections),
        "job_url": waiting and reverse("notices:job", args=[request.estate.slug, waiting.pk]),
    }


def _street_job(request: HttpRequest, pk: int) -> Job:
    """Return a job that the asker's posts reach. Raises Http404."""
    found = get_object_or_404(Job.objects.select_related("estate"), pk=pk, street=request.street)
    posts = request.capacities.posts
    if not any(post.community_id in (None, found.estate and found.estate.community_id) for post in posts):
        raise Http404
    return found


def _home(held: Capacities) -> Residency | Ownership:
    """Return the home or the title acted for. Raises NotAllowed."""
    home = held.residency or held.ownership
    if home is None:
        raise NotAllowed(needed="本小区居民或业主")
    held.used.append(home)
    return home


def _is_publisher(request: HttpRequest) -> bool:
    return request.capacities.post(*rules.PUBLISHERS) is not None


def _minds(request: HttpRequest) -> Post | None:
    return request.capacities.post(*rules.MINDERS)


def _sent(request: HttpRequest, form: PlainForm) -> bool:
    return request.method == "POST" and form.is_valid()


def _taken(form: PlainForm, service: Callable[..., object], thing: object, *, by: object) -> bool:
    """Call the service and return whether it took what the form says; words it can't take are said there."""
    try:
        service(thing, by=by, **form.cleaned_data)
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    return True


def _form_page(request: HttpRequest, template: str, form: PlainForm, context: dict) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _job_page(request: HttpRequest, found: Job, template: str, retry_url: str) -> HttpResponse:
    """Return the page, or for htmx only the part that moves: 286 when there is no more to ask for."""
    progress = reports.progress(found, retry_url=retry_url)
    poll_url = "" if progress.has_ended else request.path
    context = {"job": progress, "poll_url": poll_url, "every": progress.every}
    if not request.htmx:
        return render(request, template, context)
    status = STOP_POLLING if progress.has_ended else 200
    return render(request, "components/job.html", context, status=status)
