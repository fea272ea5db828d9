"""Names what dj-stripe's command may be asked for without leaving this machine."""

import django
from django.apps import apps

if __name__ == "__main__":
    django.setup()
    names = [model.__name__ for model in apps.get_app_config("djstripe").get_models()]
    print(*(name for name in names if name != "AccountV2"))
