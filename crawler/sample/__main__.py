"""``python -m crawler.sample --port N --day 1|2|3``: serve the sample site."""

import signal
import sys
from types import FrameType

import click

from crawler.sample import DAYS, HOST
from crawler.sample.server import SampleServer


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="0 picks a free one.")
@click.option("--day", type=click.Choice([str(day) for day in DAYS]), default="1")
@click.option("--per-page", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--verbose", is_flag=True, help="Log each request.")
def main(port: int, day: str, per_page: int, *, verbose: bool) -> None:
    """Serve the sample site on 127.0.0.1 until SIGTERM."""
    try:
        server = SampleServer(port, int(day), per_page, verbose=verbose)
    except OSError as error:
        click.echo(f"127.0.0.1:{port}: cannot serve the sample here ({error.strerror})", err=True)
        sys.exit(1)
    signal.signal(signal.SIGTERM, _stop)
    bound = server.server_address[1]
    click.echo(f"sample site, day {day} ({DAYS[int(day)]}): http://{HOST}:{bound}/")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.server_close()


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise SystemExit(0)


if __name__ == "__main__":
    main()
