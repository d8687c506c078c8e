"""The demonstration's places: the street of the programme with its 27 estates, and a street next door."""

from dataclasses import dataclass
from typing import Any

from tenancy.directory import open_estate, open_street
from tenancy.models import Community, Estate, Street
from tongxin.demo.programme import TOWNS, Town
from tongxin.demo.programme.estates import COMMUNITIES
from tongxin.demo.register import Layout

CITY: dict[str, Any] = {"city": "广汉市", "city_code": "510681", "hotline": "0838-0000000", "is_demo": True}


# The estate next door whose owners make a roll difficult (tongxin.demo.awkward).
AWKWARD = "xiqiao"


@dataclass(frozen=True)
class NextDoor:
    """The street whose rows nobody of the first may find: slug, name, estates."""

    slug: str
    name: str
    towns: tuple[Town, ...]


# Invented: the name of the street says so, and so do its estates.
LIANSHAN = NextDoor(
    slug="lianshan",
    name="连山街道（示例）",
    towns=(
        Town("heyuan", "和园小区", "示例二社区", 2003, Layout(2, 1, 5, 2)),
        Town("xiqiao", "溪桥小区（示例）", "示例三社区", 2000, Layout(2, 2, 6, 2)),
    ),
)


def open_luocheng() -> tuple[Street, dict[Town, Estate]]:
    """Return the street of the programme and its estates, opened by the owner if need be."""
    street = open_street("luocheng", "雒城街道", **CITY)
    for name in COMMUNITIES:
        Community.objects.using("owner").get_or_create(street_id=street.pk, name=name)
    return _with_estates(street, TOWNS, in_programme=True)


def open_lianshan() -> tuple[Street, dict[Town, Estate]]:
    """Return the street next door and its estates, which are not in the programme."""
    street = open_street(LIANSHAN.slug, LIANSHAN.name, **CITY)
    return _with_estates(street, LIANSHAN.towns, in_programme=False)


def _with_estates(
    street: Street, towns: tuple[Town, ...], *, in_programme: bool
) -> tuple[Street, dict[Town, Estate]]:
    for number, town in enumerate(towns, 1):
        open_estate(
            street,
            town.slug,
            town.name,
            community=town.community,
            address=f"广汉市{street.name.removesuffix('（示例）')}示例路 {number} 号",
            year_built=town.year_built,
            committee_name=f"{town.name}物业管理委员会",
            phone=f"0838-00000{number:02d}",
            in_programme=in_programme,
        )
    known = {
        estate.slug: estate
        for estate in Estate.objects.filter(street_id=street.pk).select_related("street", "community")
    }
    return Street.objects.get(pk=street.pk), {town: known[town.slug] for town in towns}
