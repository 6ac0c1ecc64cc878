# A mock as a container: docker build -t mockserver . && docker run -p 4010:4010 mockserver
# Another document: docker run -p 4010:4010 -v "$PWD:/api:ro" mockserver serve openapi.yaml --host 0.0.0.0
FROM python:3.11-slim-bookworm AS build

WORKDIR /source
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY mockserver mockserver
# The versions of the lock; without its hashes, since pip then wants one of this folder, too.
RUN sed -n 's/^\([a-zA-Z0-9._-]*==[^ ;\\]*\).*/\1/p' requirements.lock > constraints.txt \
 && python -m venv /opt/mockserver \
 && /opt/mockserver/bin/pip install --no-cache-dir --constraint constraints.txt '.[redis]'

FROM python:3.11-slim-bookworm

RUN useradd --create-home --home-dir /mock --uid 10001 mock
COPY --from=build /opt/mockserver /opt/mockserver
WORKDIR /api
COPY openapi.yaml ./
COPY fixtures fixtures
ENV PATH=/opt/mockserver/bin:$PATH \
    PYTHONUNBUFFERED=1
USER 10001
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD \
  ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:4010/__admin/ready', timeout=2)"]
ENTRYPOINT ["mockserver"]
CMD ["serve", "--host", "0.0.0.0"]
