#!/bin/sh
# Brings both databases up to date, then serves. The worker waits until this is healthy.
set -eu
python manage.py migrate --noinput
python manage.py migrate --noinput --database reporting
exec gunicorn cogento.wsgi --bind 0.0.0.0:8000 --workers "${WEB_CONCURRENCY:-2}" --threads 4 \
  --worker-tmp-dir /dev/shm --no-control-socket --access-logfile - \
  --access-logformat '%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms'
