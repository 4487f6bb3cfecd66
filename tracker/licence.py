"""Under which licence what is shown may be used: said in one place, for every page and download.

Three kinds of thing lie side by side, and each keeps its own terms: the project's own data, the
texts of the sources, and the program.
"""

from typing import Final

DATA: Final = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
DATA_SHORT: Final = "CC BY 4.0"
DATA_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
OWN_DATA: Final = "facts of the register, summaries, notes and counts"
OGL: Final = "Open Government Licence v3.0"
OGL_URL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
OPL: Final = "Open Parliament Licence v3.0"
OPL_URL: Final = (
    "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/"
)
OTHERS: Final = "Others' copyright: headline, link, date and a short quote only."
CODE: Final = "Apache License 2.0"


def attribution(release: int | str, address: str = "the address of the page") -> str:
    """How the project's own data are to be attributed (CC BY 4.0, section 3(a)).

    >>> attribution(12, "https://tracker.example/commitments/a-plan")
    'delaywatch, release 12, https://tracker.example/commitments/a-plan'
    """
    return f"delaywatch, release {release}, {address}"


# What no release is known for, in a line: a feed, a calendar, a download of one commitment.
OWN: Final = f"delaywatch's own data ({OWN_DATA}): {DATA_SHORT}, {DATA_URL}"
SOURCES: Final = (
    f"NHS England and GOV.UK text: {OGL}. Contains Parliamentary information licensed under the "
    f"{OPL}. {OTHERS}"
)


def in_a_line(release: int | str, address: str = "the address of the page") -> str:
    """The terms of a download in a line: the project's own data, then the sources' texts.

    >>> in_a_line(3, "https://tracker.example/").partition(", to attribute as ")[2][:50]
    '"delaywatch, release 3, https://tracker.example/".'
    """
    return f'{OWN}, to attribute as "{attribution(release, address)}". {SOURCES}'


def beside_files(release: int | str, address: str = "the address it was taken from") -> str:
    """The terms of a folder of files, in paragraphs, so that it can be passed on without the site.

    >>> print(beside_files(3).splitlines()[0])
    The project's own data (facts of the register, summaries, notes and counts):
    """
    return (
        f"The project's own data ({OWN_DATA}):\n"
        f"{DATA},\n{DATA_URL}\n"
        f'To attribute: "{attribution(release, address)}".\n\n'
        "The texts of the sources keep the licence of each source:\n"
        f"Text of NHS England and GOV.UK: {OGL},\n{OGL_URL}\n"
        f"Contains Parliamentary information licensed under the {OPL},\n{OPL_URL}\n"
        f"{OTHERS}\n"
    )
