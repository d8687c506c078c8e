"""党组织意见: asked by the committee, given once for each round, needed where the rule says so."""

import pytest

from core.errors import NotAllowed, StateRefused
from estates.models import Post
from projects import errors, services
from projects.models import Project
from projects.rulebook import PARTY_OPINION
from tenancy.models import Street
from tenancy.rules import set_rules
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State, Opinion = Project.State, Project.Opinion


@pytest.fixture
def _wanted(cast: Cast) -> None:
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)


@pytest.fixture
def draft(cast: Cast) -> Project:
    return road.make_draft(cast)


@pytest.fixture
def asked(cast: Cast, draft: Project, _wanted: None) -> Project:
    with road.at_home():
        return services.ask_opinion(draft, by=cast.member)


def _say(cast: Cast, project: Project, *, agrees: bool, words: str = "") -> None:
    with road.at_home():
        services.give_opinion(project, agrees=agrees, words=words, by=cast.party_secretary)


def _rename(cast: Cast, project: Project) -> Project:
    with road.at_home():
        return services.set_need(
            project,
            title="修东侧车棚",
            need=Project.Need.SAFETY,
            kind=Project.Kind.FACILITY,
            by=cast.member,
        )


def _standing(project: Project) -> tuple[str, str, int]:
    with road.at_home():
        row = road.fresh(project)
        return row.state, row.opinion, row.opinion_round


def test_nobody_asks_the_party_branch_unless_the_street_wants_it(cast: Cast, draft: Project):
    with refused(errors.OpinionNotWanted):
        services.ask_opinion(draft, by=cast.member)

    project = road.carry_on(cast, draft, State.VOTING)

    assert _standing(project) == ("voting", "", 0)


@pytest.mark.usefixtures("_wanted")
def test_ask_opinion_puts_a_complete_draft_before_the_party_branch(cast: Cast, draft: Project):
    with road.at_home():
        services.ask_opinion(draft, by=cast.member)

        assert audited("projects.opinion_asked") == [(cast.member.actor_label, draft.pk)]
    assert _standing(draft) == ("draft", "asked", 1)


@pytest.mark.parametrize("who", ["owner", "supervisor", "party_secretary", "community_officer"])
@pytest.mark.usefixtures("_wanted")
def test_ask_opinion_refuses_whoever_is_not_of_the_committee(cast: Cast, draft: Project, who: str):
    with refused(NotAllowed):
        services.ask_opinion(draft, by=getattr(cast, who))


def test_ask_opinion_refuses_the_same_text_twice(cast: Cast, asked: Project):
    with refused(errors.OpinionAsked) as caught:
        services.ask_opinion(asked, by=cast.chair)

    assert "等党组织意见" in caught.value.message


@pytest.mark.usefixtures("_wanted")
def test_ask_opinion_refuses_an_incomplete_draft(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    with road.at_home():
        project = services.draft_project(
            concern, title="修车棚", need=Project.Need.SAFETY, kind=Project.Kind.FACILITY, by=cast.member
        )
    with refused(errors.ProposalIncomplete):
        services.ask_opinion(project, by=cast.member)


@pytest.mark.usefixtures("_wanted")
def test_ask_opinion_says_that_nobody_holds_the_office(cast: Cast, draft: Project):
    with road.at_home():
        Post.objects.filter(pk=cast.party_secretary.pk).update(ends_on="2026-05-01")
    with refused(errors.NoPartySecretary):
        services.ask_opinion(draft, by=cast.member)


def test_ask_opinion_refuses_what_is_being_voted_on(cast: Cast, draft: Project):
    project = road.carry_on(cast, draft, State.VOTING)
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)
    with refused(StateRefused):
        services.ask_opinion(project, by=cast.member)


def test_give_opinion_that_agrees_opens_the_way_to_the_vote(cast: Cast, asked: Project):
    with road.at_home():
        opinion = services.give_opinion(
            asked, agrees=True, words="符合大家的需要。", read_round=1, by=cast.party_secretary
        )

        assert (opinion.project_id, opinion.round, opinion.agrees) == (asked.pk, 1, True)
        assert (opinion.words, opinion.conclusion) == ("符合大家的需要。", "同意")
        assert (opinion.office, opinion.by) == ("小区党支部书记", cast.party_secretary)
        assert audited("projects.opinion_given") == [(cast.party_secretary.actor_label, asked.pk)]
    assert _standing(asked) == ("draft", "agreed", 1)
    with road.at_home():
        project = road.fresh(asked)
    assert road.carry_on(cast, project, State.VOTING).state == State.VOTING


def test_give_opinion_that_advises_sends_the_draft_back_and_a_new_round_is_needed(cast: Cast, asked: Project):
    _say(cast, asked, agrees=False, words="请写清楚选址。")
    assert _standing(asked) == ("draft", "advised", 1)
    with refused(errors.OpinionAsked):
        services.ask_opinion(asked, by=cast.member)

    _rename(cast, asked)

    assert _standing(asked) == ("draft", "", 1)
    with refused(errors.OpinionNotAgreed):
        services.propose_project(asked, by=cast.member)
    with road.at_home():
        services.ask_opinion(asked, by=cast.member)
    _say(cast, asked, agrees=True)
    assert _standing(asked) == ("draft", "agreed", 2)
    with road.at_home():
        said = asked.opinions.values_list("round", "agrees", "words")
        assert list(said) == [(1, False, "请写清楚选址。"), (2, True, "")]


def test_an_agreement_is_of_the_text_that_was_read(cast: Cast, asked: Project):
    _say(cast, asked, agrees=True)

    _rename(cast, asked)

    assert _standing(asked) == ("draft", "", 1)
    with refused(errors.OpinionNotAgreed):
        services.propose_project(asked, by=cast.member)


@pytest.mark.parametrize("who", ["owner", "chair", "supervisor", "community_secretary", "street_officer"])
def test_give_opinion_refuses_everybody_but_the_secretary(cast: Cast, asked: Project, who: str):
    with refused(NotAllowed):
        services.give_opinion(asked, agrees=True, words="", by=getattr(cast, who))


def test_give_opinion_refuses_a_second_one_of_the_round(cast: Cast, asked: Project):
    _say(cast, asked, agrees=True)
    with refused(errors.OpinionNotAsked):
        services.give_opinion(asked, agrees=False, words="改主意了。", by=cast.party_secretary)


def test_give_opinion_refuses_an_opinion_of_a_text_that_was_replaced(cast: Cast, asked: Project):
    _rename(cast, asked)
    with refused(errors.OpinionNotAsked):
        services.give_opinion(asked, agrees=True, words="", read_round=1, by=cast.party_secretary)
    with road.at_home():
        services.ask_opinion(asked, by=cast.member)
    with refused(errors.OpinionNotAsked):
        services.give_opinion(asked, agrees=True, words="", read_round=1, by=cast.party_secretary)


def test_give_opinion_wants_to_know_what_to_change(cast: Cast, asked: Project):
    with refused(errors.ReasonRequired) as caught:
        services.give_opinion(asked, agrees=False, words=" ", by=cast.party_secretary)

    assert caught.value.field == "words"


def test_give_opinion_keeps_numbers_of_persons_out_of_what_everybody_reads(cast: Cast, asked: Project):
    with refused(errors.NumbersInText):
        services.give_opinion(asked, agrees=True, words="请打 13800000001。", by=cast.party_secretary)


def test_give_opinion_refuses_a_project_that_was_given_up(cast: Cast, asked: Project):
    with road.at_home():
        services.cancel_project(asked, reason="不做了。", by=cast.chair)
    with refused(StateRefused):
        services.give_opinion(asked, agrees=True, words="", by=cast.party_secretary)


@pytest.mark.usefixtures("_wanted")
def test_propose_project_waits_for_the_party_branch(cast: Cast, draft: Project):
    with refused(errors.OpinionNotAgreed):
        services.propose_project(draft, by=cast.member)


def test_open_vote_waits_for_the_party_branch_where_the_street_came_to_want_it(cast: Cast):
    project = road.bring_to(cast, State.COSIGNED)
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)
    with refused(errors.OpinionNotAgreed):
        services.open_vote(project, **road.window(), by=cast.chair)
    with road.at_home():
        services.ask_opinion(project, by=cast.chair)
    _say(cast, project, agrees=True)

    assert road.open_vote(cast, project).state == State.VOTING


def test_a_rule_that_was_taken_back_holds_nobody_up(cast: Cast, asked: Project):
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: False}, estate_id=11, note="示例", by=None)

    assert road.propose(cast, asked).state == State.PROPOSED
    _say(cast, asked, agrees=True)
    assert _standing(asked) == ("proposed", "agreed", 1)
