"""What is asked about each ground of a refusal, with what the law asks of it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from tracker.foi.grounds import ABSOLUTE, CLASS, EITHER, HARM, QUALIFIED, Provision, provision_of
from tracker.foi.letters.history import ground_words
from tracker.foi.letters.laws import LAWS
from tracker.foi.letters.wording import day
from tracker.foi.model import Ground

_FUTURE: Final = (
    "It covers only information that was held with a view to its publication already when the "
    "request was made, and only where it is reasonable in all the circumstances to withhold it "
    "until then{limit}. Please name the record on which that intention rests, its date, and the "
    "date of publication that is planned."
)
_UNREASONABLE: Final = (
    "Please say which work the request would cause, or which facts make it unreasonable, and "
    "advise under regulation 9 on how to ask for less."
)
# By the Act and the ground; what is not here is told by what weighs against it.
_ASKS: Final = {
    ("FOIA", "s.22"): _FUTURE.format(limit=""),
    ("FOISA", "s.27"): _FUTURE.format(
        limit=", which is to be no later than twelve weeks after the request"
    ),
    ("FOIA", "s.12"): (
        "Please show the estimate: how many hours for locating, retrieving and extracting what, "
        "and advise under section 16 what could be sent within the limit."
    ),
    ("FOISA", "s.12"): (
        "Please show the estimate, and advise under section 15 what could be sent within the limit."
    ),
    ("FOIA", "s.14"): (
        "Please say which facts make this request vexatious or, if it is said to be repeated, "
        "which earlier request of ours it repeats and when you complied with that one."
    ),
    ("FOISA", "s.14"): (
        "Please say which facts make this request vexatious or, if it is said to be repeated, "
        "which earlier request of ours it repeats and when you complied with that one."
    ),
    ("FOIA", "s.21"): "Please name the exact place where each part of it can be had.",
    ("FOISA", "s.25"): "Please name the exact place where each part of it can be had.",
    ("EIR", "reg 12(4)(b)"): _UNREASONABLE,
    ("EISR", "reg 10(4)(b)"): _UNREASONABLE,
    ("EIR", "reg 12(4)(d)"): (
        "Please say when it will be finished and, if another authority is preparing it and you "
        "know which, name it, as regulation 14(4) asks."
    ),
    ("EISR", "reg 10(4)(d)"): "Please say when it will be finished.",
}
_NOT_HELD: Final = (
    "Please say where you searched and for what, and whether anybody else holds it for you."
)
_BY_WEIGHT: Final = {
    (QUALIFIED, HARM): "Please say which harm is to be expected, to what, and how likely it is.",
    (QUALIFIED, CLASS): "Please say for each part that was withheld why the ground covers it.",
    (QUALIFIED, None): "Please say for each part that was withheld why the ground covers it.",
    (ABSOLUTE, CLASS): "Please say for each part that was withheld why the ground covers it.",
    (EITHER, CLASS): "Please say which subsection you rely on for which part.",
    (EITHER, HARM): "Please say which subsection you rely on for which part.",
}


def asked_about(ground: Ground, regime: str, as_of: date, promised: date | None = None) -> str:
    """What a review is asked on a day to say about a ground, in a few sentences.

    ``promised`` is the day for publication that the words of the reply name beside the ground.
    """
    listed = provision_of(ground.provision, regime)
    parts = [f"You rely on {ground_words(ground, regime)}.", *_questions(ground, listed)]
    named = ground.anticipated_publication or promised
    if named:
        parts.append(_day_named(named, as_of))
    return " ".join(filter(None, parts))


def _questions(ground: Ground, listed: Provision | None) -> Iterator[str]:
    """What the law asks of it; where nothing is confirmed, nothing is known to be withheld."""
    is_weighed = listed is not None and listed.weight in (QUALIFIED, EITHER)
    if ground.neither_confirm_nor_deny:
        yield (
            "You neither confirm nor deny that you hold it: please say why to do so would itself "
            "disclose what the ground protects."
        )
        if is_weighed:
            yield (
                "Please weigh anew the public interest in confirming or denying that you hold it "
                "against that in doing neither."
            )
        return
    yield _of_the_law(listed)
    if listed is not None and is_weighed:
        yield _weighing(ground, listed)


def _day_named(named: date, as_of: date) -> str:
    if named < as_of:
        what = "where it can be read or, if it was not published, which day is planned now"
    else:
        what = "whether that still holds"
    return f"Your reply named {day(named)} for publication: please say {what}."


def _of_the_law(listed: Provision | None) -> str:
    if listed is None:
        return "Please say where the law has this ground and why it applies."
    if listed.status == "not_held":
        return _NOT_HELD
    key = (listed.act, listed.provision)
    return _ASKS.get(key) or _BY_WEIGHT.get(
        (listed.weight, listed.shows), "Please say on which facts this rests."
    )


def _weighing(ground: Ground, listed: Provision) -> str:
    test = LAWS[listed.act].weighing
    if ground.public_interest_test:
        return f"Please weigh the public interest anew ({test})."
    silent = (
        "The reply, as we have it on record, does not show that the public interest was weighed. "
        if ground.public_interest_test is False
        else ""
    )
    where = "If that subsection needs it, please" if listed.weight == EITHER else "Please"
    return (
        f"{silent}{where} say how the public interest in disclosure and that in withholding it "
        f"were weighed ({test}), and weigh them anew."
    )
