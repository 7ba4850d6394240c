#!/usr/bin/env bash
# Makes the password of broker and Redis at the first up, and gives each program a file that it alone may read. No argument, no
# variable and no image holds the password; a new one comes with: docker compose --profile cluster down, then
# docker volume rm gemini-routes_cluster.
# FOLDER (default /run/cluster), CLIENTS, BROKER and REDIS: UID:GID of the programs.
set -euo pipefail
cd "${FOLDER:-/run/cluster}"
umask 077
chmod 711 .
if [ ! -s password ]; then
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > password.new
  [ "$(wc -c < password.new)" = 64 ]
  mv password.new password
fi
password=$(cat password)
# printf is the shell's own: it is in no process list.
give() { # UID:GID FILE LINE…
  local owner=$1 file=$2
  shift 2
  rm -f "$file.new"
  printf '%s\n' "$@" > "$file.new"
  chmod 400 "$file.new"
  chown "$owner" "$file.new"
  mv "$file.new" "$file"
}
give "$BROKER" users.properties "gemini-routes=$password"
give "$BROKER" roles.properties "clients=gemini-routes"
give "$REDIS" redis.conf "requirepass $password"
give "$REDIS" redis.password "$password"
# For Java's command line, as @FILE: what is in it is in no process list.
give "$CLIENTS" client.options \
  "-Dgemini.quota.redis-url=redis://:$password@redis:6379" \
  "-Dcluster.broker-url=amqp://broker:5672?jms.username=gemini-routes&jms.password=$password"
