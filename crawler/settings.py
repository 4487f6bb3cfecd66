"""Scrapy's settings, each with the measured reason for it (Scrapy 2.19)."""

import os

BOT_NAME = "delaywatch"
SPIDER_MODULES = ["crawler.spiders"]

# --- Who we are ----------------------------------------------------------------------
CONTACT = os.environ.get("DELAYWATCH_CONTACT", "").strip() or "not configured"
USER_AGENT = f"delaywatch/0.1 (public-interest tracker of promised dates; contact: {CONTACT})"

# --- How fast ------------------------------------------------------------------------
# One request at a time per host, a second apart. Scrapy's own defaults are 8 and 0,
# and a jitter of 50% would bring two requests half a second together.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True  # slower when the site gets slower, never faster than the delay
AUTOTHROTTLE_START_DELAY = 1  # 5 by default, for the first request of every run

# --- How much and how long -----------------------------------------------------------
DOWNLOAD_TIMEOUT = 30  # 180 by default: a dripping body would hold the host for three minutes
# 1 GiB by default: a 500 MB bomb took 1,078 MB of memory. A page is read as letters, of which each
# may take four times its bytes, and the whole crawler has 200 MB, of which it is 90 itself.
DOWNLOAD_MAXSIZE = 12 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
# A file is never letters here: it is packed and kept, and a child reads it (crawler.files). It, its
# packed form and what was read of it are in memory at once: 32 MiB made it 205 MB of 200.
FILE_MAXSIZE = 24 * 1024 * 1024
FILE_TIMEOUT = 120
DOWNLOAD_FAIL_ON_DATALOSS = True  # a body shorter than announced is an error, not a short page
# No CLOSESPIDER_* and no MEMUSAGE_LIMIT_MB: they close the engine under a spider that awaits
# an answer, which then never comes, and the run hangs with its lock. crawler.job has the deadline.

# --- What may be fetched -------------------------------------------------------------
ROBOTSTXT_OBEY = True  # by crawler.robots, which also honours Crawl-delay and stops at a 5xx
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default in 2.19
COOKIES_ENABLED = False  # on by default; nothing here needs a session
METAREFRESH_ENABLED = False  # a way around the guard of redirects
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 4
DOWNLOAD_HANDLERS = {
    "http": "crawler.download.GuardedDownloads",
    "https": "crawler.download.GuardedDownloads",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en",
    # Only gzip says where it ends: a cut brotli or zstd body could not be told from a whole one.
    "Accept-Encoding": "gzip",
}

# --- What is left out ----------------------------------------------------------------
TELNETCONSOLE_ENABLED = False  # a shell on a port
REMOTE_CONTROL_ENABLED = False  # new in 2.19 and on by default: runs code sent over HTTP
HTTPCACHE_ENABLED = False  # its RFC 2616 policy served 2 of 2 changed pages stale
# No JOBDIR (a kill -9 lost up to 899 of 1,000 requests without a word) and no feeds (a
# full disk cut one at 8 of 35 MB with exit 0): the ledger in the database is the record.

# --- What is put in ------------------------------------------------------------------
# All of it is named here, and Scrapy's own lists are put aside: what they turn on is imported
# also where it is turned off again, and with it two more HTTP clients (for the remote control
# and for cookies), which took a third of the time that a crawl needs to start.
EXTENSIONS_BASE = {}
EXTENSIONS = {"scrapy.extensions.throttle.AutoThrottle": 0}
DOWNLOADER_MIDDLEWARES_BASE = {}
DOWNLOADER_MIDDLEWARES = {
    # Ours know of the ledger's endings; the stock ones for this drop pages without a word,
    # retry a 429 within 10 ms whatever Retry-After says, and take a 5xx robots.txt for a yes.
    "crawler.guard.OwnHostsMiddleware": 50,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.patience.PatienceMiddleware": 550,
    "crawler.bodies.WholeBodyMiddleware": 590,
    "crawler.guard.RedirectMiddleware": 600,
}
# Between a spider and Scrapy's queue of requests: ours puts none there, and hands over items alone.
SPIDER_MIDDLEWARES_BASE = {}
ITEM_PIPELINES = {"crawler.pipeline.LedgerPipeline": 100}

# --- What is said --------------------------------------------------------------------
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_COLOR = False
