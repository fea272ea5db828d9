"""Who is found in the directory, in what order, and that PostgreSQL need not look at everyone for it."""

from itertools import product

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from reporting.models import ORDERS, Member
from reporting.search import found
from reporting.tests.people import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "reporting"])

PEOPLE = [
    ("Zoë Müller-Øst", "zoe@example.org", "+44 7700 900123", "RTC-7"),
    ("Mary Jo O’Brien", "mj.obrien+club@mail.example.com", "07700 900 456", "0042"),
    ("Łukasz Groß", "luk@example.net", "+48 601-234-567", ""),
    ("100% Fun_Club \\ 'Ltd'", "office@fun.example", "", ""),
    ("", "nameless@example.org", "", ""),
]
CASES = [
    ("zoe", ["zoe@example.org"]),
    ("ZOË", ["zoe@example.org"]),
    ("mull", ["zoe@example.org"]),
    ("ost zo", ["zoe@example.org"]),
    ("müller-øst", ["zoe@example.org"]),
    ("jo", ["mj.obrien+club@mail.example.com"]),
    ("O'Brien", ["mj.obrien+club@mail.example.com"]),
    ("obrien", ["mj.obrien+club@mail.example.com"]),
    ("brien mary", ["mj.obrien+club@mail.example.com"]),
    ("lukasz gross", ["luk@example.net"]),
    ("luk@", ["luk@example.net"]),
    ("mj.obrien+club@mail.example.com", ["mj.obrien+club@mail.example.com"]),
    ("mail.example", ["mj.obrien+club@mail.example.com"]),
    ("zoe@example.com", []),
    ("Zoe@Exa", ["zoe@example.org"]),
    ("oe@example.org", []),
    ("@example.org", ["nameless@example.org", "zoe@example.org"]),
    ("@exam zoe", ["zoe@example.org"]),
    ("zoe @example.net", []),
    ("example net", ["luk@example.net"]),
    ("obrien+club@mail", ["mj.obrien+club@mail.example.com"]),
    ("@mail.example", ["mj.obrien+club@mail.example.com"]),
    ("@zoe", []),
    ("@", []),
    ("rtc-7", ["zoe@example.org"]),
    ("7", ["zoe@example.org"]),  # a number, not a digit of everyone's phone
    ("0042", ["mj.obrien+club@mail.example.com"]),
    ("07700 900 123", ["zoe@example.org"]),
    ("+447700900123", ["zoe@example.org"]),
    ("+44 (0)7700 900456", ["mj.obrien+club@mail.example.com"]),
    ("0044 7700 900", ["mj.obrien+club@mail.example.com", "zoe@example.org"]),
    ("900456", ["mj.obrien+club@mail.example.com"]),
    ("601 234", ["luk@example.net"]),
    ("fun", ["office@fun.example"]),
    ("100%", ["office@fun.example"]),
    ("fun_club", ["office@fun.example"]),
    ("'ltd'", ["office@fun.example"]),
    ("%", []),
    ("' & !", []),
    ("\\", []),
    ("zoe luk", []),
]


@pytest.fixture
def people():
    for number, (name, email, phone, member_number) in enumerate(PEOPLE):
        metadata = {"member_number": member_number} if member_number else {}
        Member.objects.create(
            customer_id=f"cus_{number}", name=name, email=email, phone=phone, metadata=metadata
        )


@pytest.mark.parametrize(("asked", "expected"), CASES)
def test_who_is_found(people, asked, expected):
    rows = found(Member.objects.all(), asked)
    assert sorted(rows.values_list("email", flat=True)) == expected


def test_nothing_asked_and_an_id(people):
    assert found(Member.objects.all(), " \x00 ").count() == len(PEOPLE)
    assert found(Member.objects.all(), "cus_2").get().email == "luk@example.net"
    assert not found(Member.objects.all(), "cus_").exists()


def test_words_longer_than_postgresql_can_look_up():
    Member.objects.create(customer_id="cus_1", name="é" * 2500, phone="1" * 3000)
    assert found(Member.objects.all(), "é" * 2500).exists()
    assert found(Member.objects.all(), "1" * 3000).exists()


@pytest.fixture
def crowd():
    """20,000, whose values recur and are missing, so that ties are common."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO reporting_member (customer_id, name, email, email_normalised, phone, address,
                metadata, status, subscription_id, plan_id, plan_name, price_id, amount_cents, currency,
                "interval", member_since_at, current_period_end_at, running_count, amount_due_cents,
                total_paid_cents, is_doubled, member_names, created_at)
            SELECT 'cus_' || lpad(n::text, 6, '0'), 'Name' || n % 97 || ' Family' || n % 199,
                'person' || n || '@example.org', '', '+44 7700 ' || 900000 + n, '{}',
                jsonb_build_object('member_number', n::text),
                CASE WHEN n % 50 = 0 THEN 'past_due' WHEN n % 7 = 0 THEN 'canceled' ELSE 'active' END,
                '', 'prod_' || n % 3, 'Plan ' || n % 3, '', CASE WHEN n % 5 > 0 THEN n % 4 * 1000 END, 'gbp',
                'year', to_timestamp(1500000000 + n % 1000 * 86400),
                CASE WHEN n % 9 > 0 THEN to_timestamp(1800000000 + n % 365 * 86400) END, 1, n % 3 * 100,
                n % 11, false, '[]', to_timestamp(1500000000 + n)
            FROM generate_series(1, 20000) n
            """
        )
        cursor.execute("ANALYZE reporting_member")


@pytest.fixture
def admin(db):
    return signed_in("admin@example.org", "admin")


API, ADMIN = "/postgres/members", "/admin/reporting/member/"
SEARCHES = [
    {"q": "family17"},
    {"q": "Name3 Family19"},
    {"q": "person4711@"},
    {"q": "07700 904711"},
    {"q": "4711"},
]


def asked_of(client, path, params):
    """The answer, and what was asked of the directory for it."""
    both = CaptureQueriesContext(connections["default"]), CaptureQueriesContext(connections["reporting"])
    with both[0], both[1]:
        answer = client.get(path, params)
    assert answer.status_code == 200
    assert len(both[0]) + len(both[1]) < 10
    return answer, [query["sql"] for query in both[1] if 'FROM "reporting_member"' in query["sql"]]


def plans_of(queries):
    with connections["reporting"].cursor() as cursor:
        for query in queries:
            cursor.execute(f"EXPLAIN {query}")
            yield "\n".join(line for (line,) in cursor.fetchall())


def test_searches_and_orders_use_indexes(crowd, admin):
    for path in (API, ADMIN):
        for params in SEARCHES:
            _, queries = asked_of(admin, path, params)
            assert queries
            for plan in plans_of(queries):
                assert "Seq Scan on reporting_member" not in plan, (path, params, plan)
    orders = [{"ordering": f"{sign}{name}"} for name in (*ORDERS, "name") for sign in ("", "-")]
    asked = [(API, order) for order in orders if order["ordering"].lstrip("-") != "amount_cents"]
    asked += [(ADMIN, {"o": f"{sign}{column}"}) for column in range(1, 6) for sign in ("", "-")]
    for path, params in asked:
        _, queries = asked_of(admin, path, params)
        pages = [query for query in queries if "LIMIT" in query]
        assert pages, (path, params)
        for plan in plans_of(pages):
            assert "Seq Scan on reporting_member" not in plan, (path, params, plan)
            assert "Sort" not in plan, (path, params, plan)


def test_filters_and_far_pages_are_found_in_indexes_alone(crowd, admin):
    with connections["reporting"].cursor() as cursor:  # as autovacuum leaves it
        cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = 'reporting_member'")
    narrowed = [{"status": "active"}, {"status": ["active", "past_due"]}, {"plan": "prod_1"}, {}]
    orders = [name for name in (*ORDERS, "name") if name != "amount_cents"]  # of the API
    for sign, name, params in product(("", "-"), orders, narrowed):
        _, queries = asked_of(admin, API, {**params, "ordering": sign + name, "page": 70})
        counted, keys = queries[:2]
        for plan in plans_of([counted, keys]):
            assert "Index Only Scan" in plan, (params, sign + name, plan)


def test_what_everyone_has_is_met_on_the_way_and_not_sorted(crowd, admin):
    _, queries = asked_of(admin, API, {"q": "@example.org", "page": 3})
    [keys] = [query for query in queries if "LIMIT" in query]
    [plan] = plans_of([keys])
    assert "Index Scan using member_by_name" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("ordering", ["-current_period_end_at", "amount_due_cents", "-status"])
def test_pages_hold_everyone_once_and_in_order(crowd, admin, ordering):
    for narrowed in ({}, {"status": "past_due"}, {"q": "family17"}, {"q": "@exa"}):
        params = {**narrowed, "ordering": ordering, "page_size": 200}
        expected = list(
            found(Member.objects.all(), narrowed.get("q", ""))
            .filter(**{key: value for key, value in narrowed.items() if key == "status"})
            .order_by(ordering, f"{'-' if ordering[0] == '-' else ''}customer_id")
            .values_list("customer_id", flat=True)
        )
        count = admin.get(API, params).json()["count"]
        assert count == len(expected)
        last = (count - 1) // 200 + 1
        for page in {1, last // 2 + 1, last}:
            rows = admin.get(API, {**params, "page": page}).json()["results"]
            assert [row["customer_id"] for row in rows] == expected[(page - 1) * 200 : page * 200]
        assert admin.get(API, {**params, "page": last + 1}).status_code == 404


@pytest.mark.parametrize(("asked", "word"), [("@example.org", "'org':*"), ("anna Anna", "'anna':*")])
def test_a_word_is_looked_for_once(asked, word):
    assert str(found(Member.objects.all(), asked).query).count(word) == 1
