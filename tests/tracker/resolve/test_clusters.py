"""Claims of many months, mixed: which are of one commitment."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.resolve import cluster, clusters, mentions, names

quick = settings(max_examples=150, deadline=None, derandomize=True)


def said(on, deliverable, actor=None, sentence=None):
    day = date.fromisoformat(on) if on else None
    return {"said_on": day, "deliverable": deliverable, "actor": actor, "sentence": sentence}


def partition(claims):
    """The claims of each cluster, by their places."""
    found = {}
    for at, number in enumerate(cluster(claims)):
        found.setdefault(number, set()).add(at)
    return {frozenset(places) for places in found.values()}


# ------------------------------------------------------------------------- cases

RENAMED = [
    said("2025-01-16", "refreshed Long Term Workforce Plan", "DHSC"),
    said("2025-07-09", "10 Year Workforce Plan", "DHSC"),
    said("2026-02-09", "10-Year Workforce Plan", "The Government"),
    said("2026-03-01", "10YWP", "DHSC"),
]
EARLIER = [
    said("2022-07-01", "Long Term Workforce Plan", "DHSC"),
    said("2023-03-01", "NHS Long Term Workforce Plan", "NHS England"),
]
DIGITAL = [
    said("2023-06-30", "digital workforce plan", "NHS England"),
    said("2024-03-14", "dedicated digital workforce plan", "NHS England"),
]


def test_a_plan_renamed_is_one_and_its_forerunner_and_its_sister_are_others():
    assert cluster(EARLIER + DIGITAL + RENAMED) == [0, 0, 1, 1, 2, 2, 2, 2]


def test_a_short_name_does_not_tie_others_together():
    """A bare "workforce plan" may be any: it goes to one, the others stay apart."""
    numbers = cluster([*DIGITAL, *RENAMED, said("2025-06-01", "Workforce Plan", "DHSC")])
    assert numbers[:6] == [0, 0, 1, 1, 1, 1]
    assert numbers[6] == 1


def test_milestones_of_one_thing_are_several_commitments():
    claims = [
        said("2023-01-10", "consultation on the Smoke Standard", "MHCLG"),
        said("2023-02-10", "Smoke Standard", "MHCLG", "We will consult on the Smoke Standard."),
        said("2023-09-10", "response to the Smoke Standard consultation", "MHCLG"),
        said("2024-01-10", "Smoke Standard", "MHCLG", "We will publish the Smoke Standard soon."),
        said("2024-03-10", "Smoke Standard", "MHCLG", "The Smoke Standard will come into force."),
        said("2024-05-10", "Smoke Standard", "MHCLG", "The Smoke Standard will be published."),
    ]
    assert cluster(claims) == [0, 0, 1, 2, 3, 2]


def test_the_plan_joins_the_plan_that_its_sentence_speaks_of():
    claims = [
        said("2025-03-01", "Warm Homes Plan", "DESNZ"),
        said("2025-03-02", "Clean Steel Plan", "DESNZ"),
        said("2025-09-09", "The plan", "DESNZ", "The plan is for decarbonising homes."),
        said("2025-09-09", "The plan", "DESNZ", "The plan is for steel that is clean."),
        said("2025-09-09", "The plan", "DESNZ", "The plan will be published by October."),
        said("2025-09-09", "The plan", "MOD", "The plan is for decarbonising homes."),
        said("2025-10-01", "Warm Homes Plan", "The Government"),
    ]
    assert cluster(claims) == [0, 1, 0, 1, 2, 3, 0]


def test_vague_names_of_two_departments_do_not_meet_in_one_of_nobody():
    words = "Details of the measures will be set out, for agency pay and umbrella firms."
    claims = [
        said("2025-01-01", "details of the measures", "DHSC", words),
        said("2025-01-02", "details of the measures", "we", words + " Soon."),
        said("2025-01-03", "details of the measures", "HM Treasury", words + " Shortly."),
    ]
    numbers = cluster(claims)
    assert numbers[0] != numbers[2]


def test_a_vague_name_does_not_tie_two_named_ones():
    words = "It is for homes, steel, warmth and clean work."
    claims = [
        said("2025-09-01", "Warm Homes Plan", "DESNZ"),
        said("2025-09-02", "Clean Steel Plan", "DESNZ"),
        said("2025-09-03", "The plan", "DESNZ", words),
    ]
    assert len(set(cluster(claims)[:2])) == 2


def test_vague_names_in_one_wording_are_one_if_said_at_one_time():
    words = "A response will be published shortly, as music venues need their licences."
    claims = [
        said("2024-01-03", "A response", "DCMS", words),
        said("2024-02-05", "A response", "DCMS", words),
        said("2026-02-05", "A response", "DCMS", words),
    ]
    assert cluster(claims) == [0, 0, 1]


def test_an_acronym_explained_in_any_claim_is_understood_in_all():
    claims = [
        said("2024-01-03", "the ZQP"),
        said("2024-02-03", "Borders review", None, "The Zonal Quality Programme (ZQP) and more."),
        said("2024-03-03", "Zonal Quality Programme"),
    ]
    assert cluster(claims) == [0, 1, 0]


def test_years_and_phases_stay_apart():
    names_ = ["Skills Report 2023", "Skills Report 2024", "Skills Report", "Fens Inquiry phase 1",
              "Fens Inquiry phase two", "first phase of the Fens Inquiry"]  # fmt: skip
    numbers = cluster([said(None, name, "DfE") for name in names_])
    assert numbers[0] != numbers[1]
    assert numbers[3] == numbers[5] != numbers[4]


def test_numbers_are_in_order_of_first_appearance():
    claims = [
        said("2025-05-01", name) for name in ("Fens Plan", "Oak Bill", "Fens Plan", "Elm Act")
    ]
    assert cluster(claims) == [0, 1, 0, 2]
    assert cluster([]) == []


def test_nothing_is_known_of_empty_claims():
    assert cluster([{}, {}]) == [0, 1]


# -------------------------------------------------------------------- properties

SOME_WORDS = ["the", "new", "refreshed", "10 year", "long term", "warm", "homes", "workforce",
              "digital", "cancer", "plan", "strategy", "bill", "consultation on", "response to",
              "review of", "phase 2", "2024", "2025/26", "(DIP)", "DIP", "defence", "investment",
              "Scottish", "interim", "final", "further details", "", "¶", "’s", "90%"]  # fmt: skip
worded = st.lists(st.sampled_from(SOME_WORDS), max_size=6).map(" ".join)
anything = st.text(st.characters(exclude_categories=()), max_size=60)
texts = st.one_of(st.none(), worded, anything)
days = st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2027, 1, 1)), st.dates())
actors = st.sampled_from([None, "", "DHSC", "NHS England", "MOD", "The Government", "we", "x & y"])
a_claim = st.fixed_dictionaries(
    {}, optional={"sentence": texts, "deliverable": texts, "actor": actors, "said_on": days}
)


@given(st.lists(a_claim, max_size=12))
@quick
def test_never_raises_and_numbers_every_claim(claims):
    numbers = cluster(claims)
    assert len(numbers) == len(claims)
    assert [number for at, number in enumerate(numbers) if number not in numbers[:at]] == list(
        range(len(set(numbers)))
    )
    assert cluster(claims) == numbers


@given(st.lists(a_claim, max_size=10), st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_claims_does_not_matter(claims, random):
    places = list(range(len(claims)))
    random.shuffle(places)
    shuffled = partition([claims[at] for at in places])
    found = {frozenset(places[at] for at in members) for members in shuffled}

    def alike(clusters_):
        """Claims that are equal word for word may change places."""
        return sorted(sorted(repr(claims[at]) for at in members) for members in clusters_)

    assert alike(found) == alike(partition(claims))


@given(a_claim, st.lists(a_claim, max_size=6), st.integers(2, 4))
@quick
def test_one_claim_given_twice_is_one(claim, others, times):
    if not mentions.mention_of(claim).name.text and not (claim.get("sentence") or "").strip():
        return  # it says nothing that could be the same
    assert len(set(cluster([claim] * times + others)[:times])) == 1


@given(anything, anything)
@quick
def test_names_are_read_from_any_text(one, other):
    names.names_in(one)
    names.spelt_out(f"{one} ({other})")


def test_asides_and_editions_of_one_title_do_not_confuse_acronyms():
    titles = ["Fens Oak Elm Yew Plan (draft)", "Fens Oak Elm Yew Plan (final)", "FOEYP"]
    assert len(set(cluster([said(None, title) for title in titles])[:2])) == 2


@pytest.mark.parametrize("piece", ["a", "word ", "(", "(A", "A(AB) ", "1", "2025-", "of ", "'s "])
def test_long_texts_are_read_in_no_time(piece):
    long = piece * 200_000
    assert cluster([{"deliverable": long, "sentence": long, "actor": long}]) == [0]


# ------------------------------------------------------------------------- scale


def many(count, said_of_each=5):
    """Claims as they come: some things are named often, many names share common words."""
    fields = [
        "health",
        "care",
        "housing",
        "energy",
        "transport",
        "digital",
        "skills",
        "tax",
        "rail",
    ]
    heads = ["plan", "strategy", "review", "bill", "consultation", "framework", "code", "report"]
    for number in range(count):
        thing = number // said_of_each
        field, head = fields[thing % len(fields)], heads[thing % len(heads)]
        own = f"{chr(97 + thing % 26)}{chr(97 + thing // 26 % 26)}{chr(97 + thing // 676)}ore"
        name = f"{own} {field} {head}" if number % said_of_each else f"the {head}"
        words = f"We publish {name} for {own} and work on {field} to help {number} people."
        yield said(f"202{number % 5}-0{1 + number % 9}-11", name, "DHSC", words)


@pytest.fixture
def comparisons(monkeypatch):
    """How often two claims are compared in full."""
    counted = []
    compare = clusters.evidence

    def counting(*pair):
        counted.append(pair)
        return compare(*pair)

    monkeypatch.setattr(clusters, "evidence", counting)
    return counted


def test_work_does_not_grow_with_the_square_of_the_claims(comparisons):
    cluster(list(many(1000)))
    few = len(comparisons)
    comparisons.clear()
    numbers = cluster(list(many(5000)))
    assert len(set(numbers)) >= 1000  # things, of five claims each
    assert len(comparisons) < 12 * 5000
    assert len(comparisons) < 10 * few  # 25 times as many if all were compared with all


def test_thousands_of_claims_of_one_name_are_a_line_not_a_square(comparisons):
    claims = [said(f"20{10 + n % 15}-01-0{1 + n % 9}", "Fens Flood Plan", f"actor {n % 7}")
              for n in range(3000)]  # fmt: skip
    cluster(claims)
    assert len(comparisons) < 2 * len(claims)


def test_thousands_of_bodies_with_one_name(comparisons):
    cluster([said(None, "Fens Flood Plan", f"council {n}") for n in range(2000)])
    assert len(comparisons) < 30 * 2000


def test_thousands_of_names_with_the_same_common_words(comparisons):
    cluster([said(None, f"health and care plan {n}00") for n in range(2000)])
    assert len(comparisons) < 40 * 2000
