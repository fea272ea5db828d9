"""A Django project with nothing but stock dj-stripe in it."""
