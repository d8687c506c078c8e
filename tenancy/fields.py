"""What makes a model an owned one: its tenant columns and foreign keys that carry the tenant."""

from typing import Any

from django.db import models

from tenancy.scope import current_estate_id, current_street_id


class TenantForeignKey(models.ForeignKey):
    """A foreign key between owned rows.

    Django's own constraint is left out: ``operations.Owned`` adds ``(street_id, x_id)`` and, where both
    sides belong to an estate, ``(estate_id, x_id)``, so that no row can point across the wall.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Leave ``db_constraint`` out of migrations: it is never anything else."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class TenantOneToOneField(models.OneToOneField):
    """A one-to-one between owned rows; see TenantForeignKey.

    ``operations.Owned`` makes it unique per street: a key over all tenants would tell that a row exists.
    """

    @property
    def unique(self) -> bool:
        """Keep Django from adding a key of its own."""
        return False

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Leave ``db_constraint`` out of migrations: it is never anything else."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class _OfScope(models.ForeignKey):
    """A tenant column: filled from the open scope, a plain foreign key to migrations and types."""

    def deconstruct(self) -> Any:
        """Show migrations the plain field."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class StreetKey(_OfScope):
    """The street of the open scope."""

    def get_default(self) -> int | None:
        """Return whose scope is open."""
        return current_street_id()


class EstateKey(_OfScope):
    """The estate of the open scope."""

    def get_default(self) -> int | None:
        """Return the estate whose scope is open; None in a street's."""
        return current_estate_id()


class Owned(models.Model):
    """A row behind the wall; it belongs to the street, and to the estate, of the scope it is made in."""

    street = StreetKey(
        "tenancy.Street",
        models.PROTECT,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="街道",
    )

    class Meta:
        abstract = True


class EstateOwned(Owned):
    """A row of one estate."""

    estate = EstateKey(
        "tenancy.Estate",
        models.PROTECT,
        editable=False,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="小区",
    )

    class Meta:
        abstract = True


class StreetOwned(Owned):
    """A row of the street, or (where ``estate`` is filled) of one of its estates."""

    estate = EstateKey(
        "tenancy.Estate",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        db_constraint=False,
        related_name="+",
        verbose_name="小区",
    )

    class Meta:
        abstract = True
