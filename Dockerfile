# Two stages: the first installs from the hash-pinned lock, the second has only what runs (docs/deployment.md).
# BASE: any image of Debian with Python 3.11 or newer, as `python`.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends binutils
COPY requirements.lock .
RUN python -m venv /app/.venv \
 && /app/.venv/bin/python -m pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
# What no run needs: symbols for debuggers, installers, the packages' own tests, the calendars of other languages.
# In *.libs are libraries that auditwheel has patched; strip damages those.
RUN cd /app/.venv/lib/python3*/site-packages \
 && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
 && rm -rf /app/.venv/bin/pip* pip pip-* setuptools setuptools-* pkg_resources _distutils_hack distutils-precedence.pth \
 && find . -type d \( -name tests -o -name test \) -prune -exec rm -rf {} + \
 && find babel/locale-data -name '*.dat' ! -name 'root.dat' ! -name 'en*.dat' ! -name 'zh*.dat' -delete \
 && find . -name __pycache__ -prune -exec rm -rf {} +

FROM ${BASE}
RUN useradd --create-home --uid 10001 bot && install -d -o bot -g bot /app/.data
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY config.yaml LICENSE THIRD_PARTY ./
COPY bot ./bot
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
# Bytecode of what the bot imports, since the root is read-only where it runs; of everything it would be 70 MB more.
RUN python -m compileall -q bot && python -W ignore -c "import bot, importlib, pkgutil; \
[importlib.import_module(m.name) for m in pkgutil.walk_packages(bot.__path__, 'bot.') if '__main__' not in m.name]"
ENV PYTHONDONTWRITEBYTECODE=1
USER bot
VOLUME /app/.data
# The bot (in the playground too) touches its file every ten seconds while its event loop runs.
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
  CMD ["python", "-c", "import pathlib, sys, time; sys.exit(not any(time.time() - f.stat().st_mtime < 30 for f in pathlib.Path('/app/.data').rglob('alive')))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
