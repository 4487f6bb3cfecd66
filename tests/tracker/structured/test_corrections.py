"""Whether a note says that the date before had been entered wrongly: a table to argue over."""

import pytest

from tracker.structured.corrections import is_correction

CORRECTIONS = """
Amended after inputting an error.
Date amended due to input error.
The release date was entered in error.
Typo
Date amended (typo)
Typographical error in the date
Incorrect date was published
This replaces the incorrect release date
The wrong date was shown.
Announced for the wrong month
Wrong month selected.
Year entered incorrectly.
An incorrect release date was given
Release date corrected.
Release time corrected
Corrected publication date.
Correction to release date
Correction: the date is 20 January
Date was published incorrectly
Date incorrectly entered
The date previously announced was incorrect.
The date given was not correct.
Clerical error
Amended following a keying error
Error when entering the date.
Mistyped date
Amended to correct an error in the release date
Amended because the previous date was a mistake
Date changed due to administrative error
Date changed due to data entry error
Release announced in error for 19 January
"""

# Doubtful: it may have been the figures. Nobody is accused until somebody has found out.
DOUBTFUL = """
Delayed due to an input error.
"""

MOVES = """
Due to a data error the release is delayed.
The release is delayed due to a data error.
Postponed because of an input error in the data.
Postponed: data entry error at two trusts.
Delayed after an error was found in the figures.
Release moved following identification of an error in the underlying data
Amended: typo in the tables means that they must be published again.
Figures entered incorrectly by one trust.
Data for the wrong month were used, so the release is delayed
Delayed while we correct data published in error.
An error in processing means that we need more time.
Systems error
Technical error with the website delayed the release
Release date changed to allow time to correct data before the release date.
We need to correct the data for this month.
Correct data will be published later
Corrections to the data set are needed.
The release date has been moved to allow the correction of errors.
Delayed to allow for quality assurance.
Date changed due to staff sickness.
Rescheduled to avoid a clash with another release.
Date confirmed.
Publication date brought forward.
Release date changed from provisional to confirmed.
The change is not due to an input error.
"""


def lines(text):
    return text.strip().splitlines()


@pytest.mark.parametrize("note", lines(CORRECTIONS) + lines(DOUBTFUL))
def test_the_date_before_never_counts(note):
    assert is_correction(note)


@pytest.mark.parametrize("note", ["", None, *lines(MOVES)])
def test_the_date_before_was_meant(note):
    assert not is_correction(note)
