"""A large federation for the bench of the site, written by PostgreSQL itself: as an installation would look after five
years. Everything is made up by arithmetic, so that every run measures the same.
"""

from datetime import date

from django.db import connection

from umbel.accounts.permissions import Role
from umbel.policy import find_pack
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Body, Federation, Organization

STANDS_ON = date(2026, 6, 30)
PER_COMMITTEE = 50
QUARTERS = 20
"""Five years: one obligation a quarter, each answered by `activities / (organizations * QUARTERS)` reports."""

POPULATION = """
INSERT INTO structure_classification (id, code, names, source)
  VALUES (1, 'made-up', '{"en": "Made up"}', 'made up');
INSERT INTO structure_concept (id, classification_id, code, parent_id, path, depth, names)
  SELECT n, 1, 'F' || n, NULL, '/F' || n || '/', 1, jsonb_build_object('en', 'Field ' || n, 'zh-hans', '领域' || n)
  FROM generate_series(1, 20) AS n;
INSERT INTO structure_concept (id, classification_id, code, parent_id, path, depth, names)
  SELECT 20 + n, 1, 'G' || n, 1 + n %% 20, '/F' || 1 + n %% 20 || '/G' || n || '/', 2,
         jsonb_build_object('en', 'Field ' || n, 'zh-hans', '领域' || n)
  FROM generate_series(1, 400) AS n;
INSERT INTO structure_district (id, code, names)
  SELECT n, 'D' || n, jsonb_build_object('en', 'District ' || n, 'zh-hans', n || '区')
  FROM generate_series(1, 100) AS n;
INSERT INTO structure_body (id, tier, code, parent_id, depth, established_on, names, short_names)
  VALUES (1, 'apex', 'A', NULL, 1, '2016-12-01', '{"en": "Apex committee", "zh-hans": "综合委员会"}', '{}');
INSERT INTO structure_body (id, tier, code, parent_id, depth, established_on, names, short_names)
  SELECT 1 + n, 'joint', 'JC-' || lpad(n::text, 4, '0'), 1, 2, '2017-01-01',
         jsonb_build_object('en', 'Joint committee ' || n, 'zh-hans', '联合委员会' || n),
         jsonb_build_object('en', 'Committee ' || n, 'zh-hans', '委员会' || n)
  FROM generate_series(1, %(committees)s) AS n;
INSERT INTO structure_remit (body_id, concept_id, district_id, from_on)
  SELECT 1 + n, 21 + n %% 400, 1 + n %% 100, '2017-01-01' FROM generate_series(1, %(committees)s) AS n;
INSERT INTO structure_organization (id, registered_on, founded_on)
  SELECT n, date '2010-01-01' + (n %% 4000), date '2009-01-01' + (n %% 4000)
  FROM generate_series(1, %(organizations)s) AS n;
INSERT INTO structure_particulars (organization_id, from_on, concept_id, district_id, size, sort_name, names)
  SELECT n, date '2010-01-01' + (n %% 4000), 21 + (n %% %(committees)s) %% 400, 1 + (n %% %(committees)s) %% 100,
         n %% 900, name, jsonb_build_object('en', name, 'zh-hans', '协会' || n)
  FROM generate_series(1, %(organizations)s) AS n,
       LATERAL (SELECT (ARRAY['Amber','Birch','Cedar','Dale','Elm','Fern','Grove','Harbour','Iris','Juniper'])[1
         + n %% 10]
         || ' Street '
         || (ARRAY['Choir','Chess Circle','Food Bank','Museum','Orchestra','School','Theatre'])[1 + n %% 7] || ' ' || n
         AS name) AS named;
INSERT INTO structure_identifier (organization_id, scheme, value)
  SELECT n, 'local-made-up', 'MU-' || lpad(n::text, 7, '0') FROM generate_series(1, %(organizations)s) AS n;
INSERT INTO structure_placement (organization_id, body_id, from_on, why)
  SELECT n, 2 + n %% %(committees)s, greatest(date '2017-01-01', date '2010-01-01' + (n %% 4000)),
         '{"en": "Its field.", "zh-hans": "领域相符。"}'
  FROM generate_series(1, %(organizations)s) AS n;
INSERT INTO activities_obligation (organization_id, requirement, kind, period, from_on, until_on, due_on, minimum,
                                   pack_id, pack_version)
  SELECT n, 'regular-activity', 'activity', extract(year FROM q)::text || '-Q' || extract(quarter FROM q)::text, q,
         q + interval '3 months', q + interval '3 months 21 days', 1, 'beijing-2016', '1.0.0'
  FROM generate_series(1, %(organizations)s) AS n,
       generate_series(date '2021-07-01', date '2026-04-01', interval '3 months') AS q
  ORDER BY q, n;
INSERT INTO activities_activity (organization_id, obligation_id, reference, kind, summary, place,
                                 outcome, held_on, reported_on, head_count, state, verify_by, source)
  SELECT o.organization_id, o.id, '', (ARRAY['training','meeting','public-service'])[1 + o.id %% 3],
         jsonb_build_object('en', 'Lesson ' || o.id || ' of ' || o.period), '', '', day, day + 2, 10 + o.id %% 90,
         CASE WHEN day >= date '2026-06-15' THEN 'reported' WHEN o.id %% 40 = 0 THEN 'not-accepted' ELSE 'accepted' END,
         day + 24, 'page'
  FROM activities_obligation AS o, generate_series(1, %(each)s) AS k,
       LATERAL (SELECT least(o.from_on + ((o.id * 7 + k * 29) %% 88)::int, date '2026-06-26') AS day) AS held
  WHERE (o.id + k) %% 11 <> 0 OR k = 1
  ORDER BY day, o.organization_id;
INSERT INTO activities_verification (activity_id, body_id, finding, found_on, reasons, by_silence)
  SELECT a.id, 2 + a.organization_id %% %(committees)s, a.state, a.reported_on + 3 + (a.id %% 12)::int,
         CASE WHEN a.state = 'accepted' THEN '' ELSE 'No minutes.' END, false
  FROM activities_activity AS a WHERE a.state <> 'reported';
INSERT INTO activities_evidence (activity_id, kind, reference, picture)
  SELECT id, 'minutes', 'minutes-' || id || '.pdf', '' FROM activities_activity WHERE id %% 2 = 0;
"""
COUNTED = "structure_organization structure_body activities_obligation activities_activity activities_verification"


def populate(organizations: int, activities: int) -> dict[str, int]:
    """Fill an empty database; returns how many rows the largest tables hold."""
    each = max(round(activities / organizations / QUARTERS / 0.96), 1)
    said = {"organizations": organizations, "committees": organizations // PER_COMMITTEE, "each": each}
    pack = find_pack("beijing-2016")
    Federation.objects.create(
        id=1, names={"en": "A large federation", "zh-hans": "大型联合会"},
        pack_id=pack.id, pack_version=pack.version,
        pack_hash=pack.content_hash, is_demo=True, stands_on=STANDS_ON,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # neither triggers nor foreign keys: it is all consistent
        for statement in filter(str.strip, POPULATION.split(";\n")):
            cursor.execute(statement, said)
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("classification", "concept", "district", "body", "organization"):
            sequence = f"pg_get_serial_sequence('structure_{table}', 'id')"
            cursor.execute(f"SELECT setval({sequence}, max(id)) FROM structure_{table}")  # noqa: S608  our own names
        cursor.execute("ANALYZE")
        counts = {}
        for table in COUNTED.split():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  our own names
            counts[table] = cursor.fetchone()[0]
    for role in (Role.APEX_DECIDER, Role.AUDITOR):
        sample_account(role=role)
    for body in Body.objects.filter(tier="joint").order_by("pk")[:20]:
        sample_account(role=Role.JOINT_OFFICER, body=body)
    for organization in Organization.objects.order_by("pk")[:20]:
        sample_account(role=Role.ORGANIZATION_APPROVER, organization=organization)
    return counts
