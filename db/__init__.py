"""The database: schema, migrations, views and every SQL statement of delaywatch.

Nothing here knows of HTTP, of Scrapy or of what a promise means; the other
packages come here for data and never the other way round.
"""
