"""What files of the register name in others: bodies, commitments, FOI requests; all must exist."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tracker.register.files import FOI_FOLDER, Place
from tracker.register.model import Commitment, FoiRequest
from tracker.register.rows import faults_of_responses

Named = tuple[Place, Collection[str], str, str]  # where, among which, the name, of what


@dataclass(frozen=True)
class Names:
    """What there is to be named."""

    bodies: frozenset[str]
    commitments: frozenset[str]
    requests: frozenset[str]


def faults_of_commitment(commitment: Commitment, names: Names) -> Iterator[tuple[Place, str]]:
    """Each place in a file that names what is not there, or is at odds with its neighbours."""
    yield from _missing(_of_commitment(commitment, names))
    for number, name, what in faults_of_responses(commitment):
        yield ("responses", number, name), what


def faults_of_request(request: FoiRequest, names: Names) -> Iterator[tuple[Place, str]]:
    """The same of the file of an FOI request."""
    yield from _missing(
        (("commitment_links", index), names.commitments, slug, "commitment")
        for index, slug in enumerate(request.commitment_links)
    )


def fault_of_links(commitment: Commitment, wanted: Collection[str]) -> Iterator[tuple[Place, str]]:
    """A commitment lists the FOI requests that list it (``wanted``), in alphabetical order."""
    if commitment.foi_links != (told := sorted(wanted)):
        yield ("foi_links",), f"the files in {FOI_FOLDER}/ that name this commitment are {told}"


def _missing(named: Iterator[Named]) -> Iterator[tuple[Place, str]]:
    for place, among, name, what in named:
        if name not in among:
            yield place, f"no {what} is called {name}"


def _of_commitment(commitment: Commitment, names: Names) -> Iterator[Named]:
    for index, responsible in enumerate(commitment.responsible):
        yield ("responsible", index, "body"), names.bodies, responsible.body, "body"
    for index, step in enumerate(commitment.steps):
        if step.promised_by is not None:
            yield ("steps", index, "promised_by"), names.bodies, step.promised_by, "body"
        if step.merged_into is not None:
            yield ("steps", index, "merged_into"), names.commitments, step.merged_into, "commitment"
    for index, response in enumerate(commitment.responses):
        if response.body is not None:
            yield ("responses", index, "body"), names.bodies, response.body, "body"
    for index, slug in enumerate(commitment.related):
        yield ("related", index), names.commitments, slug, "commitment"
    for index, request in enumerate(commitment.foi_links):
        yield ("foi_links", index), names.requests, request, "FOI request"
