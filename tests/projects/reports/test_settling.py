"""What a settlement would come to, before anybody makes it."""

from funds.models import Fund, Refund
from projects.models import Project
from projects.reports.settling import settling
from tests.cast import Cast
from tests.projects import road

State = Project.State


def test_settling_says_what_settle_project_then_does(cast: Cast):
    project = road.bring_to(cast, State.ACCEPTED)
    page = cast.client("chair").get(f"/e/a1/work/projects/{project.pk}/settle/").content.decode()
    with road.at_home():
        shown = settling(road.fresh(project))
        untouched = (Refund.objects.count(), Fund.objects.get(pk=project.fund_id).state)

    settled = road.settle(cast, project)

    assert shown is not None and shown.obstacle is None
    assert untouched == (0, "open")
    assert shown.spent == settled.settlement["spent_fen"]
    with road.at_home():
        refunds = Refund.objects.filter(grant=None).order_by("contribution_id")
        assert [(given.pk, fen) for given, fen in shown.refunds] == list(
            refunds.values_list("contribution_id", "amount_fen")
        )
    assert "决算结果，请先核对" in page and "每户退多少" in page


def test_settling_is_nothing_before_acceptance(cast: Cast):
    project = road.bring_to(cast, State.COMPLETED)

    with road.at_home():
        assert settling(road.fresh(project)) is None
