"""As dj-stripe's own documentation sets it up, with the emulator in Stripe's place."""

import os
from urllib.parse import urlsplit

_database = urlsplit(os.environ["BENCH_DATABASE_URL"])
SECRET_KEY = "only-for-the-bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "djstripe"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.stock.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.strip("/"),
        "USER": _database.username,
        "HOST": _database.hostname,
        "PORT": _database.port,
        "CONN_MAX_AGE": 60,
    }
}
STRIPE_TEST_SECRET_KEY = os.environ["BENCH_STRIPE_KEY"]
STRIPE_LIVE_MODE = False
STRIPE_API_HOST = os.environ["BENCH_STRIPE_URL"]
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
# Tables are made from the models at once: its history of migrations leads to the same and takes minutes.
MIGRATION_MODULES = {"auth": None, "contenttypes": None, "djstripe": None}
