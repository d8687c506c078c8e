"""Opening streets and estates: an operator's act through the owner connection (decision 0007)."""

from pypinyin import lazy_pinyin

from tenancy.models import Community, Estate, Street


def open_street(slug: str, name: str, *, city: str, city_code: str, hotline: str, is_demo: bool) -> Street:
    """Return the street ``slug``, made now if it was not there."""
    values = {"name": name, "city": city, "city_code": city_code, "hotline": hotline, "is_demo": is_demo}
    return Street.objects.using("owner").get_or_create(slug=slug, defaults=values)[0]


def open_estate(street: Street, slug: str, name: str, *, community: str, **values: object) -> Estate:
    """Return the estate ``slug`` of a street and community, made now (with the next number) if need be."""
    home, _ = Community.objects.using("owner").get_or_create(street_id=street.pk, name=community)
    found = Estate.objects.using("owner").filter(slug=slug).first()
    if found:
        return found
    last = Estate.objects.using("owner").order_by("-number").values_list("number", flat=True).first()
    return Estate.objects.using("owner").create(
        street_id=street.pk,
        community_id=home.pk,
        slug=slug,
        name=name,
        number=(last or 1000) + 1,
        sort_key="".join(lazy_pinyin(name)),
        is_demo=street.is_demo,
        **values,
    )
