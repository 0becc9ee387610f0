"""The demo: a town's portal with people, articles, their history and what was read."""
