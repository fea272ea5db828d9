"""Riverside Tennis Club, which does not exist: its plans, its people and what happened to them."""
