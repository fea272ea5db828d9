#!/usr/bin/env python
import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogento.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError

    from cogento.error_reports import masked

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is stopped can write down that it was
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cogento cannot start: {error}")
    except (OperationalError, InterfaceError, InternalError) as error:
        said = str(error).partition("\nCONTEXT:")[0]  # what follows may hold a person's data
        sys.exit(f"A database cannot be used: {masked(said.strip())}\nSee: manage.py doctor")
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42P01":  # undefined_table
            raise
        sys.exit("A table is missing. Run: manage.py migrate, and: manage.py migrate --database reporting")
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
