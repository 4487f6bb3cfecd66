"""What sites of one make have in common: a base spider a platform."""
