"""What holds from one day to another."""

from django.db import models
from django.db.models import Q

from core import clock
from tenancy.fields import EstateOwned


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day (included) to another (not included)."""

    def in_force(self, on: object = None) -> "DatedQuerySet":
        """Return the rows that hold on a day (Asia/Shanghai), by default today.

        Where a beginning may be unknown, what has none has always held.
        """
        day = on or clock.today()
        begun = Q(starts_on__lte=day)
        if self.model._meta.get_field("starts_on").null:
            begun |= Q(starts_on=None)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))


class Dated(EstateOwned):
    """A link that holds during the half-open interval ``[starts_on, ends_on)``."""

    starts_on = models.DateField("起", default=clock.today)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
