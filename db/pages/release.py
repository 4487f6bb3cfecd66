"""What every page says of the release that it shows."""

# What the footer of every page says: the day that everything is counted for,
# and which release this is.
AS_OF = "select * from as_of"
