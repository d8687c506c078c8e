"""The demonstration's places: two streets with one estate each, so that the wall can be seen."""

from dataclasses import dataclass

from tenancy.directory import open_estate, open_street
from tenancy.models import Estate, Street
from tongxin.demo.register import Layout


@dataclass(frozen=True)
class Place:
    """A street with one estate, how that is built, and where its invented names and numbers begin."""

    street: str
    street_name: str
    estate: str
    estate_name: str
    community: str
    year_built: int
    address: str
    phone: str
    layout: Layout
    names_from: int
    numbers_from: int


# The street and the estate are real, everything said about them beyond ../shared/data/luocheng.json is not.
JUFUYUAN = Place(
    street="luocheng",
    street_name="雒城街道",
    estate="jufuyuan",
    estate_name="聚福园小区",
    community="示例一社区",
    year_built=1998,
    address="广汉市雒城街道示例路 1 号",
    phone="0838-0000001",
    layout=Layout(buildings=4, entrances=2, floors=6, flats=2),
    names_from=0,
    numbers_from=0,
)
HEYUAN = Place(
    street="lianshan",
    street_name="连山街道（示例）",
    estate="heyuan",
    estate_name="和园小区",
    community="示例二社区",
    year_built=2003,
    address="广汉市连山街道示例路 2 号",
    phone="0838-0000002",
    layout=Layout(buildings=2, entrances=1, floors=5, flats=2),
    names_from=400,
    numbers_from=500,
)


def open_place(place: Place) -> tuple[Street, Estate]:
    """Return the street and the estate of ``place``, opened through the owner's connection if need be."""
    street = open_street(
        place.street,
        place.street_name,
        city="广汉市",
        city_code="510681",
        hotline="0838-0000000",
        is_demo=True,
    )
    estate = open_estate(
        street,
        place.estate,
        place.estate_name,
        community=place.community,
        address=place.address,
        year_built=place.year_built,
        committee_name=f"{place.estate_name}物业管理委员会",
        phone=place.phone,
    )
    return (
        Street.objects.get(pk=street.pk),
        Estate.objects.select_related("street", "community").get(pk=estate.pk),
    )
