"""Pages for people: checkout, billing portal, dashboard."""
