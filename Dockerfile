# Two stages: the first installs from the hash-pinned lock, the second has only what runs.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock .
RUN /app/.venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 bot && install -d -o bot -g bot /app/.data
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY config.yaml LICENSE THIRD_PARTY ./
COPY bot ./bot
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER bot
VOLUME /app/.data
# The bot (in the playground too) touches its file every ten seconds while its event loop runs.
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
  CMD ["python", "-c", "import pathlib, sys, time; sys.exit(not any(time.time() - f.stat().st_mtime < 30 for f in pathlib.Path('/app/.data').rglob('alive')))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
