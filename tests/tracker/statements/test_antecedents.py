"""What "it", "the plan" and "a response" stand for: the thing that was named before them.

A line is a text; under it stands the deliverable of its last statement, or "?"
where nobody can know it. ↵ stands for a line break, as after a heading.
"""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.statements import find_statements

SAID_ON = date(2025, 1, 15)

quick = settings(max_examples=200, deadline=None, derandomize=True)

PRONOUNS = {
    "it", "this", "that", "these", "those", "they", "them", "which", "who", "he", "she", "we",
    "i", "you", "both", "its", "their",
}  # fmt: skip

TABLES = {
    "a pronoun, in the sentence after the name": """
        The Harbour Plan is nearly finished. It will be published in May 2025.
            => Harbour Plan
        The Harbour Plan is nearly finished. This will be published in May 2025.
            => Harbour Plan
        The new guidelines are with the board. They will be issued in June 2025.
            => new guidelines
        The new guidelines are with the board. These will be issued in June 2025.
            => new guidelines
        The Ferry Bill is drafted. We hope to lay it in June 2025.
            => Ferry Bill
        The Ferry Bill is drafted. It has been put back to June 2025.
            => Ferry Bill
        The Ferry Bill is drafted. This has been shelved.
            => Ferry Bill
        The draft code is with ministers. That will be laid in May 2025.
            => draft code
        A survey of anglers is being made. It was published on 3 January 2025.
            => survey of anglers
        Sample Water has a leak plan. It will be published in May 2025.
            => leak plan
    """,
    "a pronoun, in the same sentence": """
        We are drafting a code for landlords and will publish it in May 2025.
            => code for landlords
        We have written a Harbour Plan, which we will publish in May 2025.
            => Harbour Plan
        The Harbour Plan, which will be published in May 2025, is long.
            => Harbour Plan
        The Harbour Plan is long, and it will be published in May 2025.
            => Harbour Plan
        Although the Ports Strategy is long, it will be published in May 2025.
            => Ports Strategy
        The registers of moorings are old; these will be replaced by June 2025.
            => registers of moorings
        Once the Harbour Plan is agreed, it will be published in June 2025.
            => Harbour Plan
    """,
    "a pronoun, up to three sentences after the name": """
        The Harbour Plan is long. Quays are old. It will be published in May 2025.
            => Harbour Plan
        The Harbour Plan is long. Quays are old. Boats leak. It will be published in May 2025.
            => Harbour Plan
        The Harbour Plan is long. Quays are old. Boats leak. Gulls cry. It will be published in \
        May 2025.
            => ?
        The Ferry Bill is short. The Harbour Plan is long. It will be published in May 2025.
            => Harbour Plan
    """,
    "a pronoun under a heading": """
        Harbour Plan↵It will be published in May 2025.
            => Harbour Plan
        The tolls review↵It will report in the autumn.
            => tolls review
    """,
    "a name that is the subject of another verb": """
        The Harbour Plan sets out the case. It will be published in May 2025.
            => Harbour Plan
        Westmere Council wrote the Harbour Plan. It will be published in May 2025.
            => Harbour Plan
        The Ferry Review ended in December. We will publish it in May 2025.
            => Ferry Review
        The Ferry Review ended in December. Its findings will be published in May 2025.
            => findings of the Ferry Review
    """,
    "a noun with its article, and the name that ends in it": """
        The Homes Strategy was agreed by the board. The strategy will be published in May 2025.
            => Homes Strategy
        The Warm Piers Plan was promised in 2023. We will publish the plan in May 2025.
            => Warm Piers Plan
        The Ferry Bill is short. Ministers will lay this bill before Easter 2025.
            => Ferry Bill
        The Homes Strategy and the Piers Plan are ready. The plan will be published in May 2025.
            => Piers Plan
        The Homes Strategy is ready. The plan will be published in May 2025.
            => plan
        The plan will be published in May 2025.
            => plan
    """,
    "what is always of or to something": """
        We ran a consultation on moorings. A response will be published in May 2025.
            => response to the consultation on moorings
        We have read the report of the panel. We will respond in May 2025.
            => response to the report of the panel
        We ran a survey of anglers. We expect to publish the results in the spring.
            => results of the survey of anglers
        A review of tolls was held. The findings will be published in May 2025.
            => findings of the review of tolls
        The review of tolls is complete. An update will be published in May 2025.
            => update on the review of tolls
        A consultation on tolls was held. The government's response will be published in May \
        2025.
            => government's response to the consultation on tolls
        The response to the petition will be published in May 2025.
            => response to the petition
        A response will be published in May 2025.
            => response
    """,
    "nothing that was named": """
        It will be published in May 2025.
            => ?
        They will be launched in June 2025.
            => ?
        One will be published in May 2025.
            => ?
        This has been put back to June 2025.
            => ?
        Those will be laid in May 2025.
            => ?
        The weather was fine. It will be published in May 2025.
            => ?
        Westmere is a town. Gulls cry. It will be published in May 2025.
            => ?
        We met the mayor. They will publish it in May 2025.
            => ?
    """,
    "a name of its own that needs no other": """
        The Harbour Plan is long. The Ferry Bill will be published in May 2025.
            => Ferry Bill
        The Harbour Plan is long. We will publish the Ferry Bill in May 2025.
            => Ferry Bill
        The Minister met the mayor. They will publish the code in May 2025.
            => code
    """,
}

KNOWN_FAULTS = {
    "Once the Harbour Plan is agreed, it will be published in June 2025.": "the name lies inside "
    "the words of a date",
}


def cases():
    for kind, story in TABLES.items():
        for line, deliverable in re.findall(r"\s*(.+)\n\s*=> (.+)", story):
            text = " ".join(line.split())
            marks = []
            if text in KNOWN_FAULTS:
                marks = [pytest.mark.xfail(strict=True, reason=KNOWN_FAULTS[text])]
            name = None if deliverable == "?" else deliverable
            yield pytest.param(text.replace("↵", "\n"), name, marks=marks, id=f"{kind}: {text}")


@pytest.mark.parametrize(("text", "deliverable"), list(cases()))
def test_a_deliverable_is_named_as_it_was_last_named(text, deliverable):
    assert find_statements(text, SAID_ON)[-1].deliverable == deliverable


def test_a_name_is_words_of_the_text():
    """But for "to the" and "of the" between the two halves of "response to the consultation"."""
    for text, deliverable in (case.values for case in cases()):
        words = re.findall(r"[a-z']+", text.lower().replace("respond", "response"))
        named = (deliverable or "").lower().split()
        assert set(named) <= {*words, "to", "of", "the", "on"}


# ------------------------------------------------------------------- any text at all

names = st.sampled_from(
    ["The Harbour Plan", "A code for landlords", "The ferry review", "New rules", "Westmere",
     "The weather", "The board of the Sample Trust", "It", "This", "They", "Both", "One of them"]
)  # fmt: skip
told = st.sampled_from(
    ["is long", "sets out the case", "was agreed in 2023", "leaks", "and the piers are old",
     "has two parts", "was read by ministers, who liked it", "ended in December"]
)  # fmt: skip
pronouns = st.sampled_from(
    ["it", "this", "that", "these", "those", "they", "both", "one", "which", "he", "she", "you"]
)
promised = st.sampled_from(
    ["will be published in May 2025", "will now be issued in the autumn", "is due in the spring",
     "has been put back to June", "has been shelved", "will be folded into the Ports Strategy",
     "was published on 3 January 2025", "should be ready by Easter 2025", "was paused",
     "is expected to report next year", "opens on 3 March 2025", "will publish it by May 2025"]
)  # fmt: skip
sentences = st.one_of(
    st.tuples(names, told).map(" ".join),
    st.tuples(pronouns.map(str.title), promised).map(" ".join),
    st.tuples(names, st.just("is done and"), pronouns, promised).map(" ".join),
    st.tuples(st.sampled_from(["We will publish", "Ministers hope to lay"]), pronouns,
              st.sampled_from(["in May 2025", "shortly"])).map(" ".join),
)  # fmt: skip
texts = st.lists(sentences, min_size=1, max_size=6).map(lambda some: ". ".join([*some, ""]))


@quick
@given(texts)
def test_no_pronoun_is_ever_a_deliverable(text):
    for one in find_statements(text, SAID_ON):
        assert one.deliverable is None or one.deliverable.lower() not in PRONOUNS
        assert one.target is None or one.target.lower() not in PRONOUNS


@quick
@given(st.lists(st.sampled_from(["Gulls cry at dawn", "All of the boats leak", "Quays are old"]),
                min_size=3, max_size=8))  # fmt: skip
def test_a_name_further_back_than_three_sentences_is_forgotten(between):
    text = ". ".join(["The Harbour Plan is long", *between, "It will be published in May 2025."])
    [one] = find_statements(text, SAID_ON)
    assert one.deliverable is None


@quick
@given(texts)
def test_what_comes_after_changes_nothing(text):
    alone = find_statements(text, SAID_ON)
    followed = find_statements(f"{text}\n\nThe Ferry Bill is short.", SAID_ON)
    assert followed == alone
