"""A harbour office, its commitment, cases about it, and any case at all."""

from datetime import date

from hypothesis import strategies as st

from tracker.foi.exchange.importing import import_cases
from tracker.foi.exchange.taking import Wanted
from tracker.foi.model import Case
from tracker.foi.vocabulary import EVENT_TYPES

AS_OF = date(2026, 7, 1)
AT = "2026-07-01T09:00:00Z"
# Every table in which a case is kept.
TABLES = ("foi_requests", "foi_commitments", "foi_events", "foi_grounds", "foi_standings",
          "foi_deadlines")  # fmt: skip


def furnish(db):
    """A database that knows two bodies (one Scottish) and two commitments."""
    db.table("bodies").insert_all(
        [
            {"slug": "harbour-office", "name": "Harbour Office"},
            {"slug": "firth-authority", "name": "Firth Authority"},
        ]
    )
    common = {"valid_from": "2005-01-01", "cost_limit_pounds": 600, "cost_limit_hours": 24,
              "confirmed": 1, "source": "https://law.example/1"}  # fmt: skip
    db.table("body_foi").insert_all(
        [
            {"body": "harbour-office", "regime": "FOIA", "jurisdiction": "england",
             "whatdotheyknow": "harbour_office", **common},
            {"body": "firth-authority", "regime": "FOISA", "jurisdiction": "scotland",
             "whatdotheyknow": None, **common},
        ]
    )  # fmt: skip
    for slug in ("dredging-plan", "harbour-lights"):
        db.table("commitments").insert(
            {"slug": slug, "title": slug, "owner": "Harbour Office", "kind": "promise",
             "topic": "harbours", "selection": "a test", "summary": "A test."}
        )  # fmt: skip
    return db


def take_in(db, path, *, as_of=AS_OF, **wanted):
    """Import a file as of a day."""
    wanted.setdefault("seen_on", as_of)
    return import_cases(db, path, Wanted(**wanted), as_of, AT)


def rows(db):
    """All that is stored of cases, but for numbers that say only when a row came."""
    found = {}
    for name in TABLES:
        columns = [one for one in db[name].columns_dict if one not in ("id", "foi_event")]
        if name == "foi_requests":
            columns = list(db[name].columns_dict)
        where = " where retracted_on is null" if "retracted_on" in columns else ""
        order = ", ".join(f"[{one}]" for one in columns)
        chosen = ", ".join(f"[{one}]" for one in columns)
        found[name] = db.execute(f"select {chosen} from {name}{where} order by {order}").fetchall()
    return found


# ------------------------------------------------------------------------ any case at all

_DAYS = st.dates(date(2005, 1, 1), date(2027, 12, 31))
_PERIODS = st.tuples(_DAYS, _DAYS).map(sorted).map(tuple)
# What files trip over: signs of YAML, of CSV and of spreadsheets, the ends of lines, blanks. Of
# control characters (Cc) a case holds only these two.
_SIGNS = st.sampled_from(
    ["=1+1", "'", "'=", "-", "@x", "+", "\t", "\n", ";", ",", '"', "[", "]", "\\", "[part]", "#",
     ": ", "null", "yes", "2026-03-06", "1e3", "~", " ", "é", "\u2028", "\ufeff", "😀", "*a", "&a",
     "{", "}", "%", "|", ">"]
)  # fmt: skip
_TEXT = (
    st.lists(st.one_of(_SIGNS, st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=6)),
             min_size=1, max_size=5)
    .map("".join)
    .filter(str.strip)
)  # fmt: skip
_SLUGS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
_URLS = st.sampled_from(["https://a.example/1", "http://b.example/x?y=1&z=2#incoming-3"])


def _maybe(strategy):
    return st.none() | strategy


def _grounds():
    return st.fixed_dictionaries(
        {"provision": _TEXT},
        optional={
            "scope": st.sampled_from(["whole", "part"]),
            "public_interest_test": _maybe(st.booleans()),
            "neither_confirm_nor_deny": st.booleans(),
            "properly_invoked": _maybe(st.booleans()),
            "anticipated_publication": _maybe(_DAYS),
        },
    )


@st.composite
def _promises(draw):
    day = draw(_DAYS)
    days = draw(
        st.sampled_from(
            [
                {"due_kind": "precise", "due_earliest": day, "due_latest": day},
                {"due_kind": "deadline", "due_latest": day},
                {"due_kind": "open"},
                {"due_kind": "open", "due_earliest": day, "start_by": day},
            ]
        )
    )
    return {
        "due_phrase": draw(_TEXT), "soft": draw(st.booleans()), "about": draw(_maybe(_SLUGS)),
        **days,
    }  # fmt: skip


@st.composite
def _events(draw):
    name = draw(st.sampled_from(sorted(EVENT_TYPES)))
    kind = EVENT_TYPES[name]
    precision = draw(st.sampled_from(["day", "month", "year", "unknown"]))
    day = draw(_DAYS)
    first = {"month": day.replace(day=1), "year": day.replace(month=1, day=1), "day": day}
    event = {
        "type": name,
        "on": first.get(precision),
        "precision": precision,
        "known": draw(st.sampled_from(["observed", "inferred", "stated", "confirmed"])),
        "channel": draw(_maybe(_TEXT)),
        "outcome": draw(_maybe(st.sampled_from(kind.outcomes))) if kind.outcomes else None,
        "reference": draw(_maybe(_TEXT)),
        "url": draw(_maybe(_URLS)),
        "sha256": draw(_maybe(st.from_regex(r"[0-9a-f]{64}", fullmatch=True))),
        "note": draw(_maybe(_TEXT)),
    }
    if "until" in kind.may_hold:
        event["until"] = draw(_maybe(_DAYS))
    if "resets" in kind.may_hold:
        event["resets"] = draw(_maybe(st.booleans()))
    if "grounds" in kind.may_hold:
        event["grounds"] = draw(st.lists(_grounds(), max_size=3))
    if "promise" in kind.may_hold:
        event["promise"] = draw(_maybe(_promises()))
    return event


@st.composite
def any_case(draw):
    """Any case that can be kept."""
    kind = draw(st.sampled_from(["individual", "organisation", "press", "mp", "unknown"]))
    visibility = draw(st.sampled_from(["private", "embargoed", "public"]))
    school = draw(st.booleans())
    links = draw(st.lists(_SLUGS, max_size=2, unique=True))
    roles = st.sampled_from(["asks_for", "arose_from", "evidence_of"])
    return Case.model_validate(
        {
            "id": draw(_SLUGS),
            "subject": draw(_TEXT),
            "authority": draw(_TEXT),
            "body": draw(_maybe(_SLUGS)),
            "regime": draw(st.sampled_from(["FOIA", "EIR", "FOISA", "EISR"])),
            "requester_kind": kind,
            "requester": None if kind in ("individual", "unknown") else draw(_maybe(_TEXT)),
            "reference": draw(_maybe(_TEXT)),
            "url": draw(_maybe(_URLS)),
            "parent": draw(_maybe(_SLUGS)),
            "followed": draw(st.booleans()),
            "visibility": visibility,
            "public_from": draw(_DAYS) if visibility == "embargoed" else None,
            "school": school,
            "school_closed": draw(st.lists(_PERIODS, max_size=2)) if school else [],
            "private_note": draw(_maybe(_TEXT)),
            "commitments": [{"slug": slug, "role": draw(roles)} for slug in links],
            "events": draw(st.lists(_events(), max_size=4)),
        }
    )
