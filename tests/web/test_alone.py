"""What Datasette works out once, for its description does not change while it serves."""


async def test_what_the_description_of_a_table_allows_is_worked_out_once_a_table(news):
    await news.client.get("/delaywatch")
    worked_out = news._table_permission_allows.cache_info()
    assert worked_out.misses >= 30  # one a table
    await news.client.get("/delaywatch")
    await news.client.get("/delaywatch/timeline")
    again = news._table_permission_allows.cache_info()
    assert again.misses == worked_out.misses
    assert again.hits > worked_out.hits


async def test_a_table_that_is_closed_stays_closed(serve_over, news_release):
    site = serve_over(news_release)
    tables = site._metadata_local["databases"]["delaywatch"]["tables"]
    tables["slips"] = {**tables["slips"], "allow": False}
    for _ in range(2):
        assert (await site.client.get("/delaywatch/slips")).status_code == 403
        assert (await site.client.get("/delaywatch/timeline")).status_code == 200
    assert ">slips<" not in (await site.client.get("/delaywatch")).text
