"""Ballots whose roll, rules and matters stand still once open, and votes only into open ones."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
import tenancy.fields
from tenancy.operations import Owned

# Row locks order a writer against close_ballot: FOR SHARE waits for the FOR UPDATE of a closing ballot and
# then sees it closed. The functions run as whoever writes, so a ballot behind the wall is no ballot.
BALLOT_STANDS_STILL = """
CREATE FUNCTION ballots_ballot_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a ballot starts as a draft' USING ERRCODE = '55000';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('closed', 'withdrawn') THEN
        RAISE EXCEPTION 'ballot % is %, nothing changes any more', OLD.id, OLD.state USING ERRCODE = '55000';
    END IF;
    IF NEW.state NOT IN (OLD.state, 'withdrawn')
       AND (OLD.state, NEW.state) NOT IN (('draft', 'open'), ('open', 'closed')) THEN
        RAISE EXCEPTION 'a ballot does not go from % to %', OLD.state, NEW.state USING ERRCODE = '55000';
    END IF;
    IF OLD.state = 'open' AND (
        (OLD.online, OLD.rules, OLD.rules_version, OLD.roll_sha256, OLD.opened_at,
         OLD.roll_units, OLD.roll_heads, OLD.roll_area_centi)
        IS DISTINCT FROM
        (NEW.online, NEW.rules, NEW.rules_version, NEW.roll_sha256, NEW.opened_at,
         NEW.roll_units, NEW.roll_heads, NEW.roll_area_centi)
        OR (OLD.title, OLD.question, OLD.electorate, OLD.opens_at, OLD.closes_at, OLD.subject,
         OLD.facts, OLD.details_url)
        IS DISTINCT FROM
        (NEW.title, NEW.question, NEW.electorate, NEW.opens_at, NEW.closes_at, NEW.subject,
         NEW.facts, NEW.details_url)) THEN
        RAISE EXCEPTION 'ballot % is open, its rules and roll are frozen', OLD.id USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_stands_still BEFORE INSERT OR UPDATE ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_ballot_stands_still();
"""
# The trigger's argument is the state that a ballot must be in for the row to be written.
WRITTEN_WHILE = """
CREATE FUNCTION ballots_written_while() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ballot_state text;
BEGIN
    SELECT state INTO ballot_state FROM ballots_ballot WHERE id = NEW.ballot_id FOR SHARE;
    IF ballot_state IS DISTINCT FROM TG_ARGV[0] THEN
        RAISE EXCEPTION '% is written while a ballot is %, not %', TG_TABLE_NAME, TG_ARGV[0],
            coalesce(ballot_state, 'out of sight') USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER matter_of_a_draft BEFORE INSERT ON ballots_matter
    FOR EACH ROW EXECUTE FUNCTION ballots_written_while('draft');
CREATE TRIGGER elector_of_a_draft BEFORE INSERT ON ballots_elector
    FOR EACH ROW EXECUTE FUNCTION ballots_written_while('draft');
CREATE TRIGGER paper_count_while_open BEFORE INSERT ON ballots_papercount
    FOR EACH ROW EXECUTE FUNCTION ballots_written_while('open');
"""
SLIP_IN_TIME = """
CREATE FUNCTION ballots_slip_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ballots_ballot WHERE id = NEW.ballot_id AND state = 'open' AND online
        AND NEW.cast_at >= opens_at AND NEW.cast_at < closes_at FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ballot % takes no slip of %', NEW.ballot_id, NEW.cast_at USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slip_in_time BEFORE INSERT ON ballots_slip
    FOR EACH ROW EXECUTE FUNCTION ballots_slip_in_time();
"""
VOTE_OF_ONE_BALLOT = """
CREATE FUNCTION ballots_vote_of_one_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ballots_ballot b
        JOIN ballots_matter m ON m.ballot_id = b.id AND m.id = NEW.matter_id
        JOIN ballots_elector e ON e.ballot_id = b.id AND e.id = NEW.elector_id
        JOIN ballots_slip s ON s.ballot_id = b.id AND s.id = NEW.slip_id
        WHERE b.state = 'open' FOR SHARE OF b;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a vote needs matter, elector and slip of one open ballot' USING ERRCODE = '55000';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.slip_id <= OLD.slip_id THEN
        RAISE EXCEPTION 'an answer changes with a new slip only' USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_of_one_ballot BEFORE INSERT OR UPDATE ON ballots_vote
    FOR EACH ROW EXECUTE FUNCTION ballots_vote_of_one_ballot();
"""
TOTAL_OF_ONE_BALLOT = """
CREATE FUNCTION ballots_total_of_one_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ballots_ballot b
        JOIN ballots_matter m ON m.ballot_id = b.id AND m.id = NEW.matter_id
        JOIN ballots_papercount c ON c.ballot_id = b.id AND c.id = NEW.count_id
        WHERE b.state = 'open' FOR SHARE OF b;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a total needs matter and count of one open ballot' USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER total_of_one_ballot BEFORE INSERT ON ballots_papertotal
    FOR EACH ROW EXECUTE FUNCTION ballots_total_of_one_ballot();
"""
FUNCTIONS = (
    "ballots_ballot_stands_still",
    "ballots_written_while",
    "ballots_slip_in_time",
    "ballots_vote_of_one_ballot",
    "ballots_total_of_one_ballot",
)
BALLOT_COLUMNS = (
    "state",
    "online",
    "rules",
    "rules_version",
    "roll_sha256",
    "roll_units",
    "roll_heads",
    "roll_area_centi",
    "chain_seq",
    "chain_head",
    "opened_at",
    "closed_at",
    "result",
    "withdrawn_because",
)


def triggers() -> list[migrations.RunSQL]:
    """Return the operations that make the guards; they go with their tables, the functions by name."""
    guards = (BALLOT_STANDS_STILL, WRITTEN_WHILE, SLIP_IN_TIME, VOTE_OF_ONE_BALLOT, TOTAL_OF_ONE_BALLOT)
    return [
        migrations.RunSQL(guard, f"DROP FUNCTION {name} CASCADE")
        for guard, name in zip(guards, FUNCTIONS, strict=True)
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estates", "0001_register"),
        ("tenancy", "0001_directory_and_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("question", models.CharField(max_length=200, verbose_name="问题")),
                (
                    "electorate",
                    models.CharField(
                        choices=[("households", "户"), ("owners", "业主")],
                        max_length=10,
                        verbose_name="由谁表决",
                    ),
                ),
                ("online", models.BooleanField(verbose_name="网上投票")),
                ("opens_at", models.DateTimeField(verbose_name="开始")),
                ("closes_at", models.DateTimeField(verbose_name="截止")),
                ("subject", models.CharField(blank=True, max_length=60, verbose_name="为哪件事")),
                ("facts", models.JSONField(default=list, verbose_name="要知道的事")),
                ("details_url", models.CharField(blank=True, max_length=200, verbose_name="详情网址")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草"),
                            ("open", "已公布"),
                            ("closed", "已计票"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("rules", models.JSONField(default=dict, verbose_name="表决规则")),
                ("rules_version", models.CharField(blank=True, max_length=20, verbose_name="规则版本")),
                ("roll_sha256", models.CharField(blank=True, max_length=64, verbose_name="名册校验值")),
                ("roll_units", models.PositiveIntegerField(default=0, verbose_name="名册户数")),
                ("roll_heads", models.PositiveIntegerField(default=0, verbose_name="名册人数")),
                ("roll_area_centi", models.BigIntegerField(default=0, verbose_name="名册面积（0.01 ㎡）")),
                ("chain_seq", models.PositiveIntegerField(default=0, verbose_name="选票数")),
                ("chain_head", models.CharField(blank=True, max_length=64, verbose_name="选票链")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="公布时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="计票时间")),
                ("result", models.JSONField(null=True, verbose_name="结果")),
                ("withdrawn_because", models.CharField(blank=True, max_length=200, verbose_name="撤销原因")),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "表决",
            },
        ),
        migrations.CreateModel(
            name="Elector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveIntegerField(verbose_name="序号")),
                ("label", models.CharField(max_length=60, verbose_name="房号")),
                ("area_centi", models.PositiveIntegerField(verbose_name="面积（0.01 ㎡）")),
                ("head_no", models.PositiveIntegerField(verbose_name="人头号")),
                (
                    "ballot",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="electors",
                        to="ballots.ballot",
                        verbose_name="表决",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
                (
                    "unit",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.unit",
                        verbose_name="房屋",
                    ),
                ),
            ],
            options={
                "verbose_name": "名册",
                "ordering": ["no"],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=200, verbose_name="事项")),
                ("raises", models.BooleanField(default=False, verbose_name="须四分之三以上同意")),
                ("options", models.JSONField(default=list, verbose_name="方案")),
                (
                    "ballot",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="ballots.ballot",
                        verbose_name="表决",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "表决事项",
                "ordering": ["no"],
            },
        ),
        migrations.CreateModel(
            name="PaperCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几轮")),
                ("place", models.PositiveSmallIntegerField(verbose_name="第几人")),
                ("counted_at", models.DateTimeField(default=core.clock.now, verbose_name="录入时间")),
                (
                    "ballot",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_counts",
                        to="ballots.ballot",
                        verbose_name="表决",
                    ),
                ),
                (
                    "counted_by",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.person",
                        verbose_name="计票人",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "sheet",
                    tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.storedfile",
                        verbose_name="计票单照片",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质计票",
                "ordering": ["round", "place"],
            },
        ),
        migrations.CreateModel(
            name="PaperTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.CharField(max_length=10, verbose_name="选择")),
                ("heads", models.PositiveIntegerField(verbose_name="人数")),
                ("area_centi", models.BigIntegerField(verbose_name="面积（0.01 ㎡）")),
                (
                    "count",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="totals",
                        to="ballots.papercount",
                        verbose_name="纸质计票",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "matter",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_totals",
                        to="ballots.matter",
                        verbose_name="事项",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "纸质票合计",
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="顺序号")),
                ("cast_at", models.DateTimeField(verbose_name="投票时间")),
                ("electors", models.JSONField(verbose_name="代表")),
                ("choices", models.JSONField(verbose_name="选择")),
                ("prev_hash", models.CharField(max_length=64, verbose_name="前一张校验值")),
                ("hash", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "ballot",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="ballots.ballot",
                        verbose_name="表决",
                    ),
                ),
                (
                    "cast_by",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.person",
                        verbose_name="投票人",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "选票",
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.CharField(max_length=10, verbose_name="选择")),
                (
                    "elector",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="ballots.elector",
                        verbose_name="名册",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "matter",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="ballots.matter",
                        verbose_name="事项",
                    ),
                ),
                (
                    "slip",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="ballots.slip",
                        verbose_name="选票",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "投票",
            },
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(fields=["estate", "state", "closes_at"], name="ballot_by_state"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="ballot_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_at__isnull", False), ("result__isnull", False)),
                    _connector="OR",
                ),
                name="ballot_closed_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["open", "closed"]), _negated=True),
                    models.Q(("roll_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="ballot_open_has_roll",
            ),
        ),
        migrations.AddConstraint(
            model_name="elector",
            constraint=models.UniqueConstraint(
                fields=("estate", "ballot", "unit"), name="one_elector_per_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="elector",
            constraint=models.UniqueConstraint(
                fields=("estate", "ballot", "no"), name="one_elector_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="elector",
            constraint=models.CheckConstraint(
                condition=models.Q(("area_centi__gt", 0)), name="elector_has_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.UniqueConstraint(
                fields=("estate", "ballot", "no"), name="one_matter_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="papercount",
            constraint=models.UniqueConstraint(
                fields=("estate", "ballot", "round", "place"), name="one_paper_count_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="papercount",
            constraint=models.UniqueConstraint(
                fields=("estate", "ballot", "round", "counted_by"), name="two_tellers_are_two_persons"
            ),
        ),
        migrations.AddConstraint(
            model_name="papercount",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", [1, 2])), name="two_tellers_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="papertotal",
            constraint=models.UniqueConstraint(
                fields=("estate", "count", "matter", "choice"), name="one_paper_total_per_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="papertotal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("area_centi", 0), models.Q(("area_centi__gt", 0), ("heads__gt", 0)), _connector="OR"
                ),
                name="paper_total_area_has_heads",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(fields=("estate", "ballot", "seq"), name="one_slip_per_place"),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(fields=["estate", "elector"], name="vote_by_elector"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("estate", "matter", "elector"), name="one_vote_per_elector"
            ),
        ),
        Owned("Ballot", updatable=BALLOT_COLUMNS),
        Owned("Matter", append_only=True),
        Owned("Elector", append_only=True),
        Owned("Slip", append_only=True),
        Owned("Vote", updatable=("choice", "slip_id")),
        Owned("PaperCount", append_only=True),
        Owned("PaperTotal", append_only=True),
        *triggers(),
    ]
