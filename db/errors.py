"""The one kind of error that is shown to people as it stands."""


class Problem(Exception):
    """Something a person can mend: what happened, where, and what to do.

    The command line prints ``str(problem)`` as one line and ends with
    ``exit_code`` (1 unless a subclass says otherwise).
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        place = f"{where}: " if where else ""
        advice = f" - {do}" if do else ""
        super().__init__(f"{place}{what}{advice}")


class Busy(Problem):
    """Another run holds the lock (exit code 75, EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75
