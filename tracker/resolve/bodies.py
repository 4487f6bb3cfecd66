"""Who is to do it: the same body under its names, bodies of one family, strangers.

An actor is worded as in the sentence: "MOD", "the Department", "Secretary of
State for Transport", or a slug of ours. The table holds what is commonly known
of bodies of the United Kingdom; any other body is known by its words.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from tracker.dues.folding import fold

Relation = Literal["same", "related", "unrelated", "unknown"]

# Short name; full names, a former name of the same body among them; the bodies that it reports
# to, or whose work it took over.
_TABLE = """
DHSC | department of health and social care; department of health; health and social care; dh; health secretary |
NHSE | nhs england; nhs england and nhs improvement; nhsei; nhs commissioning board; the nhs; nhs | DHSC
NHS Digital | nhs digital; hscic | NHSE; DHSC
NHSX | nhsx | NHSE; DHSC
NHS Improvement | nhs improvement; nhsi | NHSE; DHSC
HEE | health education england | NHSE; DHSC
UKHSA | uk health security agency; public health england; phe | DHSC
NICE | national institute for health and care excellence | DHSC
CQC | care quality commission | DHSC
MHRA | medicines and healthcare products regulatory agency | DHSC
MHCLG | ministry of housing, communities and local government; dluhc; department for levelling up, housing and communities; housing, communities and local government; dclg; department for communities and local government |
MOD | ministry of defence; defence; defence secretary |
DESNZ | department for energy security and net zero; energy security and net zero; decc; department of energy and climate change | BEIS
DBT | department for business and trade; business and trade; dit; department for international trade | BEIS
DSIT | department for science, innovation and technology; science, innovation and technology | BEIS
BEIS | department for business, energy and industrial strategy; bis; department for business, innovation and skills |
Defra | department for environment, food and rural affairs; environment, food and rural affairs; environment secretary |
EA | environment agency | Defra
Natural England | natural england | Defra
DfT | department for transport; transport; transport secretary |
DfE | department for education; education; education secretary |
Ofsted | office for standards in education | DfE
DWP | department for work and pensions; work and pensions; work and pensions secretary |
DCMS | department for culture, media and sport; department for digital, culture, media and sport; culture, media and sport; culture secretary |
MoJ | ministry of justice; justice; lord chancellor; justice secretary |
HMPPS | hm prison and probation service; her majesty's prison and probation service | MoJ
HMCTS | hm courts and tribunals service | MoJ
Home Office | home office; home department; home secretary; ho |
FCDO | foreign, commonwealth and development office; foreign and commonwealth office; fco; dfid; department for international development; foreign secretary; foreign office |
HM Treasury | hm treasury; treasury; hmt; chancellor of the exchequer; the chancellor |
HMRC | hm revenue and customs; her majesty's revenue and customs | HM Treasury
Cabinet Office | cabinet office; chancellor of the duchy of lancaster; co |
NIO | northern ireland office |
Scottish Government | scottish government; scottish ministers; scottish executive |
Welsh Government | welsh government; welsh ministers; wales |
Northern Ireland Executive | northern ireland executive; ni executive |
Government | hm government; hmg; government; uk government; her majesty's government; his majesty's government; british government; prime minister; prime minister's office |
"""  # noqa: E501
_NONE: frozenset[str] = frozenset()
_GOVERNMENT = "Government"
_DEVOLVED = frozenset({"Scottish Government", "Welsh Government", "Northern Ireland Executive"})
# Words for whoever speaks: they name nobody.
_ANYBODY = frozenset(
    {"we", "i", "us", "it", "they", "our", "department", "my department", "our department",
     "this department", "ministers", "minister", "secretary of state", "state", "officials",
     "agency", "body", "board", "committee", "review", "taskforce", "group", "commission", "panel",
     "authority", "parliament", "none", "unknown", "the office", "office"}
)  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:the|this|my|our|his|her|a|an|current|rt|hon|right|honourable) |(?:minister of state|"
    r"parliamentary under-secretary of state|secretary of state|permanent secretary|minister) "
    r"(?:for|at|of) )+"
)
_BETWEEN = re.compile(r"\s*(?:/|;|,|&|\band\b|\bwith\b)\s*(?:the\s+)?")


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _names() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    short: dict[str, str] = {}
    above: dict[str, frozenset[str]] = {}
    for row in _TABLE.strip().splitlines():
        name, others, parents = (part.strip() for part in row.split("|"))
        above[name] = frozenset(parent.strip() for parent in parents.split(";") if parent)
        for other in (name.lower(), *others.split(";")):
            short[_key(other)] = name
    return short, above


_SHORT, _ABOVE = _names()


@lru_cache(maxsize=4096)
def bodies_of(actor: str | None) -> frozenset[str]:
    """The bodies that an actor names, each by its short name; empty where it names nobody.

    >>> sorted(bodies_of("DHSC / NHS England")), bodies_of("My Department")
    (['DHSC', 'NHSE'], frozenset())
    >>> bodies_of("Secretary of State for Health and Social Care")
    frozenset({'DHSC'})
    """
    text = fold(actor or "").lower.replace("'s ", " ").strip(" .,'")
    whole = _one(text)
    if whole or not _BETWEEN.search(text):
        return frozenset({whole} if whole else ())
    known = {name for part in _BETWEEN.split(text) if (name := _one(part)) in _ABOVE}
    stranger = _key(_LEADING.sub("", text))
    return frozenset(known or ({stranger} if stranger else ()))


def _one(text: str) -> str:
    """One body by its short name, or by its words; nothing for a list or for nobody."""
    for words in (text, _LEADING.sub("", text)):
        if name := _SHORT.get(_key(words)):
            return name
    key = _key(_LEADING.sub("", text))
    return "" if key in _ANYBODY or _BETWEEN.search(text) else key


def body_called(named: str | None, bodies: Mapping[str, str]) -> str | None:
    """The slug of the body that a name means, among those known by slug and name; or None.

    >>> body_called("DHSC", {"dhsc": "Department of Health and Social Care"})
    'dhsc'
    """
    meant = bodies_of(named)
    same = (slug for slug, name in bodies.items() if meant & bodies_of(name))
    return next(same, None) if meant else None


def body_name(actor: str | None) -> str | None:
    """The name of the public body that an actor names: one of the table, or a trust, a council.

    None where the words name nobody in particular.

    >>> body_name("the Westmere ICB"), body_name("Department for Transport")
    ('Westmere ICB', 'DfT')
    >>> body_name("a spokesperson for Vale Pharmacy Authority"), body_name("each trust")
    ('Vale Pharmacy Authority', None)
    """
    meant = bodies_of(actor)
    if listed := meant & _ABOVE.keys():
        return min(listed)
    local = _LOCAL.fullmatch(" ".join((actor or "").split()))
    return local[1] if local and meant else None


# A name of its own before the kind: not "the Trust", "Each Trust", "local authority".
_LOCAL = re.compile(
    r"(?:(?:[Aa] |[Tt]he )?(?:spokes\w+|minister|chair|chief executive|head) (?:for|of) )?"
    r"(?:[Tt]he )?((?!(?:The|Each|Every|Any|All|Our|Your|Their|This|That|Another|Local|No)\b)"
    r"[A-Z][^,;]*? (?:ICB|Trust|Council|Authority|Agency|Commission|University|Board|Service))"
)


def relation(one: frozenset[str], other: frozenset[str]) -> Relation:
    """How two actors stand to each other.

    >>> relation(bodies_of("DHSC"), bodies_of("nhs-england"))
    'related'
    >>> relation(bodies_of("MOD"), bodies_of("Defra"))
    'unrelated'
    """
    if not one or not other:
        return "unknown"
    if one & other:
        return "same"
    if _GOVERNMENT in one or _GOVERNMENT in other:
        return "unrelated" if (one | other) & _DEVOLVED else "unknown"
    if any(other & _ABOVE.get(name, _NONE) for name in one):
        return "related"
    if any(one & _ABOVE.get(name, _NONE) for name in other):
        return "related"
    # A chair or a taskforce may well act for the department that the other sentence names.
    return "unrelated" if one | other <= _ABOVE.keys() else "unknown"
