"""Changes of the register as pages: the form, the words of its check page, the service it calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.areas import plain_area
from core.masking import mask_phone
from estates.models import Ownership, Person, Post, Residency, Unit
from estates.register import forms, services

Lines = list[tuple[str, str]]


@dataclass(frozen=True)
class Act:
    """One change: ``slug`` is its address and the end of its URL name, ``words`` says what is going to be.

    ``do`` calls the service and returns the sentences that follow: what to look at now.
    """

    slug: str
    model: type[Unit] | type[Person] | type[Residency]
    title: str
    button: str
    form: type[forms.RegisterForm]
    words: Callable[[Any, Any], Lines]
    do: Callable[..., Sequence[str]]
    lead: str = ""

    @property
    def name(self) -> str:
        """The URL name of its form."""
        return f"estates:{self.slug}"

    @property
    def check_name(self) -> str:
        """The URL name of its check page."""
        return f"estates:{self.slug}_check"


def _owners(unit: Unit, form: forms.OwnersForm) -> Lines:
    data = form.cleaned_data
    now = unit.ownerships.in_force().select_related("person").order_by("pk")
    heirs = [("代表", "还没有人能代表，标为待继承")] if data["heirs_pending"] else []
    return [
        ("现在的产权人", "、".join(title.person.name for title in now) or "没有登记"),
        *(("新的产权人", _owner(form, row)) for row in form.named),
        ("从哪天起", data["on"].isoformat()),
        ("怎么取得", str(Ownership.Acquired(data["acquired_by"]).label)),
        ("依据", data["evidence"]),
        *heirs,
    ]


def _owner(form: forms.OwnersForm, row: int) -> str:
    data = form.cleaned_data
    share = data[f"share_{row}"]
    part = "" if share == Fraction(1) else f"，份额 {share}"
    phone = f"，{mask_phone(data[f'phone_{row}'])}" if data[f"phone_{row}"] else ""
    return f"{data[f'name_{row}']}{part}{phone}"


def _transfer(unit: Unit, form: forms.OwnersForm, *, by: Post) -> Sequence[str]:
    data = form.cleaned_data
    to = [(_person(unit, form, row, by), data[f"share_{row}"]) for row in form.named]
    told = {key: data[key] for key in ("on", "acquired_by", "evidence", "heirs_pending")}
    answer = services.transfer_ownership(unit, to=to, by=by, **told)
    after = [f"{unit.label} 的产权已经登记。"]
    after += [f"{home.person.name} 的居住登记同时结束。" for home in answer.moved_out]
    after += [_office(post) for post in answer.offices]
    if answer.staying:
        names = "、".join(home.person.name for home in answer.staying)
        after.append(f"还登记住在这里：{names}。已经搬走的请办迁出。")
    return after


def _person(unit: Unit, form: forms.NamedForm, row: int, by: Post) -> Person:
    """Return the person chosen for a row, or somebody newly registered."""
    data = form.cleaned_data
    return form.chosen(row) or services.register_person(
        unit.estate, name=data[f"name_{row}"], phone=data[f"phone_{row}"], by=by
    )


def _office(post: Post) -> str:
    return f"{post.person.name} 还是{post.label}，登记不会结束职务，请任命的人核对。"


def _representative_words(unit: Unit, form: forms.RepresentativeForm) -> Lines:
    data = form.cleaned_data
    return [("从今天起代表产权人的", form.names[data["ownership"]]), ("依据", data["evidence"])]


def _representative(unit: Unit, form: forms.RepresentativeForm, *, by: Post) -> Sequence[str]:
    data = form.cleaned_data
    title = unit.ownerships.get(pk=int(data["ownership"]))
    named = services.name_representative(unit, title, evidence=data["evidence"], by=by)
    return [f"{named.person.name} 现在代表 {unit.label} 的产权人。"]


def _split_words(unit: Unit, form: forms.SplitForm) -> Lines:
    parts = [
        (f"第 {no} 套", f"{part.entrance}单元{part.door}，{plain_area(part.area_centi)} ㎡")
        for no, part in enumerate(form.parts, 1)
    ]
    total = plain_area(sum(part.area_centi for part in form.parts))
    return [
        ("原来的房屋", f"{unit.label}，{plain_area(unit.area_centi)} ㎡"),
        *parts,
        ("合计面积", f"{total} ㎡"),
        ("产权人", "每套都和原来一样"),
        ("住在这里的人", "登记到第 1 套"),
        ("从哪天起", form.cleaned_data["on"].isoformat()),
        ("依据", form.cleaned_data["evidence"]),
    ]


def _split(unit: Unit, form: forms.SplitForm, *, by: Post) -> Sequence[str]:
    data = form.cleaned_data
    made = services.split_unit(unit, form.parts, on=data["on"], evidence=data["evidence"], by=by)
    return [f"{unit.label} 已经拆分成{'、'.join(each.label for each in made)}。"]


def _merge_words(unit: Unit, form: forms.MergeForm) -> Lines:
    data = form.cleaned_data
    return [
        ("合并的房屋", "、".join([unit.label, *(form.names[pk] for pk in data["units"])])),
        ("合并成", f"{data['entrance']}单元{data['door']}，{plain_area(data['area'])} ㎡"),
        ("从哪天起", data["on"].isoformat()),
        ("依据", data["evidence"]),
    ]


def _merge(unit: Unit, form: forms.MergeForm, *, by: Post) -> Sequence[str]:
    data = form.cleaned_data
    others = Unit.objects.filter(estate=unit.estate_id, pk__in=[int(pk) for pk in data["units"]])
    made = services.merge_units(
        [unit, *others.select_related("building", "estate")],
        entrance=data["entrance"],
        door=data["door"],
        area_centi=data["area"],
        on=data["on"],
        evidence=data["evidence"],
        by=by,
    )
    return [f"已经合并成 {made.label}。"]


def _move_in_words(unit: Unit, form: forms.MoveInForm) -> Lines:
    data = form.cleaned_data
    return [
        ("谁", data["name_1"]),
        ("电话", mask_phone(data["phone_1"]) if data["phone_1"] else "没有"),
        ("住在", unit.label),
        ("居住情况", str(Residency.Tenure(data["tenure"]).label)),
        ("从哪天起", data["on"].isoformat()),
    ]


def _move_in(unit: Unit, form: forms.MoveInForm, *, by: Post) -> Sequence[str]:
    data = form.cleaned_data
    person = _person(unit, form, 1, by)
    services.move_in(unit, person, tenure=data["tenure"], on=data["on"], by=by)
    return [f"{person.name} 已经登记住在 {unit.label}。"]


def _move_out_words(home: Residency, form: forms.MoveOutForm) -> Lines:
    on = form.cleaned_data["on"].isoformat()
    return [("谁", home.person.name), ("不再住", home.unit.label), ("从哪天起", on)]


def _move_out(home: Residency, form: forms.MoveOutForm, *, by: Post) -> Sequence[str]:
    services.move_out(home, on=form.cleaned_data["on"], by=by)
    return [f"{home.person.name} 已经迁出 {home.unit.label}。"]


def _correct_words(person: Person, form: forms.CorrectForm) -> Lines:
    data = form.cleaned_data
    return [
        ("原来的姓名", person.name),
        ("改成", data["name"]),
        ("原来的电话", person.phone or "没有"),
        ("改成", data["phone"] or "没有"),
    ]


def _correct(person: Person, form: forms.CorrectForm, *, by: Post) -> Sequence[str]:
    services.correct_person(person, by=by, **form.cleaned_data)
    return ["已经更正。"]


def _death_words(person: Person, form: forms.DeathForm) -> Lines:
    owned = person.ownerships.in_force().select_related("unit__building").order_by("pk")
    return [
        ("谁", person.name),
        ("去世日期", form.cleaned_data["on"].isoformat()),
        ("房屋", "、".join(title.unit.label for title in owned) + "，标为待继承" if owned else "没有产权"),
        ("居住登记", "从这天起结束"),
    ]


def _death(person: Person, form: forms.DeathForm, *, by: Post) -> Sequence[str]:
    answer = services.note_death(person, on=form.cleaned_data["on"], by=by)
    after = [f"{person.name} 的去世已经登记。"]
    after += [f"{unit.label} 待继承。办好继承后请登记过户。" for unit in answer.units]
    return after + [_office(post) for post in answer.offices]


UNIT_ACTS = (
    Act("transfer", Unit, "登记过户", "登记过户", forms.OwnersForm, _owners, _transfer),
    Act(
        "representative",
        Unit,
        "指定共有人代表",
        "指定代表",
        forms.RepresentativeForm,
        _representative_words,
        _representative,
        lead="几个人共有的房屋，由一位代表全体产权人发言、表决。",
    ),
    Act("move_in", Unit, "登记入住", "登记入住", forms.MoveInForm, _move_in_words, _move_in),
    Act(
        "split",
        Unit,
        "拆分房屋",
        "拆分房屋",
        forms.SplitForm,
        _split_words,
        _split,
        lead="一套变成几套，面积合计要一分不差。原来的登记保留，可以查。",
    ),
    Act(
        "merge",
        Unit,
        "合并房屋",
        "合并房屋",
        forms.MergeForm,
        _merge_words,
        _merge,
        lead="同一楼栋、同样产权人的几套变成一套。原来的登记保留，可以查。",
    ),
)
PERSON_ACTS = (
    Act("correct", Person, "更正姓名电话", "保存更正", forms.CorrectForm, _correct_words, _correct),
    Act(
        "death",
        Person,
        "登记去世",
        "登记去世",
        forms.DeathForm,
        _death_words,
        _death,
        lead="登记后，名下房屋标为待继承，居住登记结束，也不能再投票。",
    ),
)
HOME_ACTS = (
    Act("move_out", Residency, "登记迁出", "登记迁出", forms.MoveOutForm, _move_out_words, _move_out),
)
ACTS = {act.slug: act for act in (*UNIT_ACTS, *PERSON_ACTS, *HOME_ACTS)}
