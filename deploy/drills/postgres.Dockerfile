# For drills alone, where `postgres:18` is a stand-in without TLS: Debian's own server under the same entry point.
FROM postgres:18
USER root
RUN apt-get update && apt-get install -y --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/* \
    && ln -sfn "$(dirname "$(ls -d /usr/lib/postgresql/*/bin | grep -v /18/)")" /usr/lib/postgresql/debian \
    && sed -ri "s/^#?(listen_addresses)\s*=.*/\1 = '*'/" /usr/share/postgresql/*/postgresql.conf.sample
# Its initdb knows no --set yet, and has the socket where it belongs without being told.
RUN sed -i 's/initdb --set [^ ]* /initdb /' /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/lib/postgresql/debian/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
