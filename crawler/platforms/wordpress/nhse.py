"""What the sources of www.england.nhs.uk share."""

# In the order in which a run takes them: the first to read a post or a file keeps it.
SOURCES = ("nhse_board", "nhse_foi", "nhse_longreads", "nhse_news", "nhse_publications")

BOARD_MEETINGS = "board-meetings"  # slug of the category in which the papers of the board are filed
