# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml setup.cfg README.md LICENSE ./
COPY saleor_punchout saleor_punchout
RUN python -m venv /opt/punchout && /opt/punchout/bin/pip install --no-cache-dir '.[service]'

FROM python:3.12-slim
RUN groupadd --system --gid 10001 punchout && useradd --system --uid 10001 --gid punchout --home-dir /data --create-home punchout
COPY --from=build /opt/punchout /opt/punchout
ENV PATH=/opt/punchout/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=saleor_punchout.service.settings \
    PUNCHOUT_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER punchout
EXPOSE 8000
# Only whether the process answers: one that waits for its database must not be stopped for it. A worker has no such page.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/health'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["saleor-punchout", "serve", "--host", "0.0.0.0"]
