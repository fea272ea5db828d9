# Targets: api (also the worker), ui, and for the demo profile emulator and mailbox.

FROM node:20-slim AS app
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim AS packages
COPY requirements.lock .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock

FROM python:3.11-slim AS python
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin cogento
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/cogento

FROM python AS api
COPY manage.py gunicorn.conf.py ./
COPY cogento/ cogento/
COPY members/ members/
COPY reporting/ reporting/
COPY deploy/api.sh deploy/
COPY --from=app /build/dist frontend/dist
RUN SECRET_KEY=only-while-building STRIPE_SECRET_KEY=sk_test_building \
    DATABASE_URL=postgres://nowhere/none REPORTING_DATABASE_URL=postgres://nowhere/none \
    python manage.py collectstatic --noinput --verbosity 0
USER cogento
EXPOSE 8000
CMD ["sh", "deploy/api.sh"]

FROM python AS emulator
COPY stripe_emulator/ stripe_emulator/
RUN install -d -o cogento /state
USER cogento
EXPOSE 12111
CMD ["python", "-m", "stripe_emulator", "--host", "0.0.0.0", "--state", "/state/stripe.sqlite"]

FROM node:20-slim AS mailbox
WORKDIR /srv/mailbox
COPY demo/package.json demo/package-lock.json ./
RUN npm ci --no-audit --no-fund
USER node
EXPOSE 1025 1080
CMD ["node_modules/.bin/maildev", "--ip", "0.0.0.0", "--web-ip", "0.0.0.0"]

FROM caddy:2 AS ui
COPY deploy/Caddyfile /etc/caddy/Caddyfile
COPY --from=app /build/dist/assets /srv/app/assets
RUN chown -R 10001:10001 /data /config
USER 10001:10001
EXPOSE 8080 8443
