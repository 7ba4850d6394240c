#!/usr/bin/env bash
# Runs the image as its users would, on a real engine: builds it from a clean clone, answers the samples, is killed in the
# middle, stopped, has its disk made read-only and its key changed; then two workers with one quota. Says what it measured;
# exit code 0 if all of it holds. Takes four to seven minutes. Everything it makes is named gemini-check-… and removed at the end.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)

if ! command -v docker > /dev/null || ! docker info > /dev/null 2>&1; then
  echo "deploy/check.sh: skipped, no Docker engine answers here"
  exit 0
fi

name=gemini-check-$$
image=gemini-routes:check
work=$(mktemp -d)
key="AIzaCheck-first-$$-0000000000000000000"
next_key="AIzaCheck-second-$$-000000000000000000"
uid=$(id -u)
[ "$uid" != 0 ] || uid=1000
export COMPOSE_PROJECT_NAME=$name GEMINI_TAG=check GEMINI_UID=$uid GEMINI_GID=$uid GEMINI_PORT=0

cluster_job=
cleanup() {
  if [ -n "$cluster_job" ]; then
    kill -- "-$cluster_job" 2> /dev/null || true
    wait "$cluster_job" 2> /dev/null || true
  fi
  docker rm -fv "$name" "$name-slow" "$name-gemini" "$name-quota" > /dev/null 2>&1 || true
  if [ -d "$work/clone" ]; then
    (cd "$work/clone" && docker compose --profile '*' down -v) > /dev/null 2>&1 || true
  fi
  docker network rm "$name" > /dev/null 2>&1 || true
  # What containers wrote may belong to another user.
  rm -rf "$work" 2> /dev/null || docker run --rm --user 0 -v "$work:/work" --entrypoint rm "$image" -rf /work/clone || true
}
trap cleanup EXIT

ok() { printf 'ok    %s\n' "$*"; }
fail() {
  printf 'FAIL  %s\n' "$*" >&2
  docker logs --tail 30 "$name" >&2 2> /dev/null || true
  exit 1
}
# Asks until it holds: SECONDS WHAT COMMAND…
await() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $until ] || fail "$what: not within the time allowed"
    sleep 0.2
  done
}
count() { find "$work/data/$1" -maxdepth 1 -type f -name "${2:-*}" | wc -l; }
has() { [ "$(count "$1" "${3:-*}")" -ge "$2" ]; }
# The diagnostic sweep calls, too; its calls have no number.
calls() { grep -cE '^[0-9]+ 200$' "$work/gemini/calls" 2> /dev/null || true; }
called() { [ "$(calls)" -ge "$1" ]; }
health_is() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$name")" = "$1" ]; }
drop() { # FROM TO
  local i
  for i in $(seq "$1" "$2"); do
    printf 'Prompt number %s' "$i" > "$work/data/inbox/.$i"
    mv "$work/data/inbox/.$i" "$work/data/inbox/$i.txt"
  done
}
folder() { mkdir -p "$1" && { [ "$(id -u)" != 0 ] || chown -R "$uid:$uid" "$1"; }; }

# --- The image, from a clean clone, with what must not get into it lying about.
git clone -q "$repository" "$work/clone"
mkdir -p "$work/clone/data/inbox"
echo "GEMINI_API_KEY=$key" | tee "$work/clone/.env" > "$work/clone/data/inbox/secret.txt"
started=$SECONDS
docker build -q -t "$image" --build-arg REVISION="$(git -C "$repository" rev-parse HEAD)" "$work/clone" > /dev/null
ok "built from a clean clone in $((SECONDS - started)) s: $(docker image inspect -f '{{.Size}}' "$image" | numfmt --to=iec)B"
[ "$(docker save "$image" | grep -caF "$key" || true)" = 0 ] || fail "a layer holds the key"
[ "$(docker history --no-trunc "$image" | grep -cF "$key" || true)" = 0 ] || fail "the history holds the key"
ok "no layer holds the key"
[ "$(docker image inspect -f '{{.Config.User}}' "$image")" = 1000:1000 ] || fail "the image does not run as 1000"
rm -rf "$work/clone/.env" "$work/clone/data"

# --- Compose: the samples without a key, then the seed's own commands.
(
  cd "$work/clone"
  docker compose --profile demo up -d > /dev/null 2>&1
  [ "$(docker wait "$name-demo-1")" = 0 ] || fail "the demo failed"
  docker logs "$name-demo-1" > "$work/demo" 2>&1
  grep -q '6 answered, 0 failed, 0 parked' "$work/demo" || fail "the demo did not answer"
  ok "docker compose --profile demo up answers the samples, read-only"
  docker compose --profile demo down -v > /dev/null 2>&1
  rm -rf data logs
  folder data
  folder logs
  echo "GEMINI_API_KEY=$key" > .env
  docker compose up -d > /dev/null 2>&1
  await 60 "docker compose up" docker compose logs --no-log-prefix gemini-routes
  await 60 "directories" docker compose exec -T gemini-routes java -jar gemini-routes.jar check-dirs
  ok "docker compose up -d, and check-dirs in it"
  docker compose down -v > /dev/null 2>&1
)
docker run --rm --read-only --tmpfs /tmp:mode=1777 --network none "$image" demo > "$work/demo" 2>&1 || fail "demo with --read-only"
grep -q '6 answered' "$work/demo" || fail "demo with --read-only: $(cat "$work/demo")"
ok "docker run --read-only --network none … demo"

# --- A Gemini of our own beside the program.
for each in data logs cache keys gemini; do folder "$work/$each"; done
printf '%s' "$key" | tee "$work/gemini/key" > "$work/keys/gemini-api-key"
echo 100 > "$work/gemini/latency"
docker network create "$name" > /dev/null
gemini() { # NAME NETWORK DIRECTORY
  docker run -d --name "$1" --network "$2" --user "$uid:$uid" -v "$work/clone/deploy/check:/check:ro" -v "$3:/gemini" \
    maven:3.9-eclipse-temurin-17 java /check/Gemini.java 8000 /gemini > /dev/null
}
gemini "$name-gemini" "$name" "$work/gemini"

program() { # NAME [ENTRYPOINT-ARGUMENTS…]: a container that is not started yet
  local container=$1
  shift
  docker create --name "$container" --network "$name" --user "$uid:$uid" \
    --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL --security-opt no-new-privileges \
    --memory 512m --cpus 2 --stop-timeout 30 -p 127.0.0.1::8080 \
    --health-interval 2s --health-retries 2 --health-start-period 10s \
    -v "$work/data:/app/data" -v "$work/logs:/app/logs" -v "$work/cache:/app/cache" -v "$work/keys:/run/keys:ro" \
    -e GOOGLE_GEMINI_BASE_URL="http://$name-gemini:8000" -e GEMINI_API_KEY_FILE=/run/keys/gemini-api-key \
    -e MAX_CONCURRENCY=4 "$@" > /dev/null
}
# From outside: the program's own container may not.
remount() {
  docker run --rm --privileged --pid host --user 0 --entrypoint nsenter "$image" \
    -t "$(docker inspect -f '{{.State.Pid}}' "$name")" -m mount -o "remount,$1,bind" /app/data
}
start_figures() { # NAME: from the start of the container to ready: time, processor time, resident memory
  docker start "$1" > /dev/null
  local url begun ready
  url=http://$(docker port "$1" 8080/tcp | head -1)/observe/health/ready
  until curl -sf "$url" > /dev/null; do sleep 0.02; done
  ready=$(date +%s%N)
  begun=$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "$1")" +%s%N)
  local process
  process=/proc/$(docker inspect -f '{{.State.Pid}}' "$1")
  printf '%s ms to ready, %s ms of processor time, %s MB resident\n' "$(((ready - begun) / 1000000))" \
    "$(awk '{print ($14 + $15) * 10}' "$process/stat")" "$(awk '/VmRSS/ {print int($2 / 1024)}' "$process/status")"
}

# --- Start, with and without the archive.
program "$name" "$image"
program "$name-slow" --entrypoint java "$image" @/app/jvm.options -jar /app/gemini-routes.jar run
for round in $(seq "${ROUNDS:-3}"); do
  docker stop "$name" "$name-slow" > /dev/null
  ok "start without the archive: $(start_figures "$name-slow")"
  docker stop "$name-slow" > /dev/null
  ok "start with the archive:    $(start_figures "$name")"
done
docker rm -f "$name-slow" > /dev/null

# --- Two workers behind a broker, with one quota; one of them is killed. Beside the rest: it mostly waits.
prompts=130
limit=100
cluster_holds() (
  cd "$work/clone"
  rm -rf data logs
  mkdir -p data/cluster/prompts
  for each in data secrets "$work/quota"; do folder "$each"; done
  printf '%s' "$key" | tee "$work/quota/key" > secrets/gemini-api-key
  echo "$limit" > "$work/quota/limit"
  echo 1500 > "$work/quota/latency"
  printf 'GEMINI_KEY_DIR=./secrets\nGOOGLE_GEMINI_BASE_URL=http://%s:8000\nGEMINI_RPM=%s\n' "$name-quota" "$limit" > .env
  cluster() { docker compose --profile cluster "$@"; }
  answers() { find data/cluster/answers -name '*.response.md' 2> /dev/null | wc -l; }
  answered() { [ "$(answers)" -ge "$1" ]; }
  healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$@" | sort -u)" = healthy ]; }
  started=$SECONDS
  # Up alone would take an image that an earlier check has left.
  cluster build worker secrets broker > /dev/null 2>&1 || fail "the cluster is not built"
  cluster up --no-start feeder > /dev/null 2>&1 || fail "the cluster is not created"
  ok "built with a broker and its client in $((SECONDS - started)) s"
  gemini "$name-quota" "${name}_default" "$work/quota"
  started=$SECONDS
  cluster up -d feeder > /dev/null 2>&1 || fail "the cluster does not start"
  await 90 "a healthy cluster" healthy "$name-worker-1" "$name-worker-2" "$name-feeder-1" "$name-broker-1" "$name-redis-1"
  [ -z "$(cluster ps -q gemini-routes)" ] || fail "the drop folder runs beside the cluster"
  ok "docker compose --profile cluster up -d feeder: everything healthy after $((SECONDS - started)) s"
  password=$(docker run --rm --user 0 -v "${name}_cluster:/run/cluster:ro" --entrypoint cat "$image" /run/cluster/password)
  [ "${#password}" = 64 ] || fail "no password was made"
  case $(docker exec "$name-redis-1" redis-cli get x 2>&1) in *NOAUTH*) ;; *) fail "Redis takes anybody" ;; esac
  for each in worker-1 feeder-1 broker-1 redis-1 secrets-1; do
    { docker inspect "$name-$each"; docker logs "$name-$each" 2>&1; docker top "$name-$each" -eo pid,args 2>&1 || true; } > "$work/shown"
    if grep -qF "$password" "$work/shown"; then fail "$each shows the password of broker and Redis"; fi
  done
  ok "broker and Redis ask for a password, which no inspect, log or process list shows"
  for i in $(seq "$prompts"); do printf 'Prompt number %s' "$i" > "data/cluster/prompts/$i.txt"; done
  started=$SECONDS
  await 60 "the first answers of the cluster" answered 40
  docker kill -s KILL "$name-worker-1" > /dev/null
  killed_at=$(answers)
  [ "$killed_at" -lt "$limit" ] || fail "the minute's quota was used up before the kill"
  await 150 "all answers of the cluster" answered "$prompts"
  taken=$((SECONDS - started))
  for i in $(seq "$prompts"); do
    [ "$(cat "data/cluster/answers/$i.txt.response.md")" = "Answer to $i" ] || fail "prompt $i has another's answer"
  done
  # Nothing comes after: no second answer, no failure.
  sleep 3
  [ "$(find data/cluster/answers data/cluster/failed -type f 2> /dev/null | wc -l)" = "$prompts" ] || fail "not one answer for each prompt"
  [ "$(find data/cluster/sent -type f | wc -l)" = "$prompts" ] || fail "not every prompt was sent"
  if grep -q ' 429$' "$work/quota/calls"; then fail "the shared quota was overdrawn"; fi
  again=$(($(grep -c ' 200$' "$work/quota/calls") - $(grep -c '^? ' "$work/quota/calls") - prompts))
  [ "$again" -le 16 ] || fail "$again calls were made twice"
  for i in 1 2; do
    docker cp -q "$name-worker-$i:/app/logs/usage.jsonl" "$work/usage-$i"
    [ -s "$work/usage-$i" ] || fail "worker $i answered nothing"
  done
  if docker inspect "$name-worker-2" | grep -qF "$key"; then fail "docker inspect shows the key"; fi
  ok "two workers, one killed after $killed_at of $prompts: one answer each, calls $(wc -l < "$work/usage-1") and $(wc -l < "$work/usage-2")," \
    "$again repeated; limit of $limit a minute kept, $taken s (least 60)"
)
# In a group of its own, which can be ended as a whole.
set -m
cluster_holds &
cluster_job=$!
set +m

# --- Killed in the middle of a drain.
drop 1 300
await 60 "the first answers" has outbox 30 '*.record.json'
docker kill -s KILL "$name" > /dev/null
[ "$(count done)" -lt 300 ] || fail "the drain was over before the kill"
for i in $(seq 1 300); do
  places=$(find "$work/data/inbox" "$work/data/done" "$work/data/failed" "$work/data/parked" -name "$i.txt" | wc -l)
  [ "$places" = 1 ] || fail "after SIGKILL prompt $i lies in $places folders"
done
killed_at=$(count done)
docker start "$name" > /dev/null
await 120 "the rest after SIGKILL" has done 300
[ "$(count inbox '*.txt')" = 0 ] || fail "prompts are left in the inbox"
[ "$(count outbox '*.response.md')" = 300 ] || fail "$(count outbox '*.response.md') answers to 300 prompts"
again=$(($(calls) - 300))
[ "$again" -le 16 ] || fail "$again calls were made twice"
ok "SIGKILL with $killed_at of 300 answered, started again: 300 answered once, $again calls repeated"

# --- Stopped with calls in flight.
echo 3000 > "$work/gemini/latency"
before=$(calls)
drop 301 320
await 30 "calls in flight" called $((before + 4))
started=$SECONDS
docker stop "$name" > /dev/null
taken=$((SECONDS - started))
[ "$taken" -le 20 ] || fail "docker stop took $taken s"
[ "$(docker inspect -f '{{.State.ExitCode}}' "$name")" = 0 ] || fail "docker stop: exit code $(docker inspect -f '{{.State.ExitCode}}' "$name")"
[ "$(calls)" -le $((before + 8)) ] || fail "docker stop: $(($(calls) - before)) of 20 calls went out, 4 at a time"
left=$(count inbox '*.txt')
echo 50 > "$work/gemini/latency"
docker start "$name" > /dev/null
await 60 "the rest after a stop" has done 320
[ "$(calls)" = $((before + 20)) ] || fail "docker stop: $(($(calls) - before)) calls for 20 prompts"
ok "docker stop with calls in flight: ended by itself after $taken s, exit code 0, $left prompts left for later, no call repeated"

# --- The disk becomes read-only, and writable again.
await 60 "healthy" health_is healthy
# Busy while a file is written, as the health check does now and then.
await 20 "a read-only /app/data" remount ro
await 60 "unhealthy with a read-only /app/data" health_is unhealthy
remount rw
await 60 "healthy again" health_is healthy
drop 321 321
await 60 "an answer after the disk came back" has done 321
ok "health: unhealthy while /app/data is read-only, healthy again after, and it goes on"

# --- A new key, without a restart.
begun=$(docker inspect -f '{{.State.StartedAt}} {{.RestartCount}}' "$name")
printf '%s' "$next_key" > "$work/gemini/key"
drop 322 322
await 30 "the old key is refused" grep -q '^322 400$' "$work/gemini/calls"
[ "$(count inbox '322.txt')" = 1 ] || fail "a prompt did not wait for the new key"
printf '%s' "$next_key" > "$work/keys/.next"
mv "$work/keys/.next" "$work/keys/gemini-api-key"
await 90 "an answer with the new key" has done 322
[ "$(docker inspect -f '{{.State.StartedAt}} {{.RestartCount}}' "$name")" = "$begun" ] || fail "it was restarted"
ok "a new key in GEMINI_API_KEY_FILE is taken without a restart; the prompt waited in the inbox"

# --- The key is nowhere.
port=$(docker port "$name" 8080/tcp | head -1)
{
  docker inspect "$name"
  docker logs "$name" 2>&1
  docker top "$name" -eo pid,args
  for page in / /observe/health /observe/health/ready /observe/metrics /no-such-page; do curl -s "http://$port$page"; done
  grep -rahF -e "$key" -e "$next_key" "$work/data" "$work/logs" "$work/cache" || true
} > "$work/seen"
if grep -qF -e "$key" -e "$next_key" "$work/seen"; then fail "the key is shown: $(grep -F -e "$key" -e "$next_key" "$work/seen" | head -3)"; fi
docker exec "$name" java @/app/jvm.options -XX:+PrintFlagsFinal -version > "$work/flags" 2>&1
grep -q 'HeapDumpOnOutOfMemoryError *= false' "$work/flags" || fail "a heap dump would be written"
ok "the key is in no inspect, log, process list, page or file, and no heap dump is written"

docker rm -f "$name" > /dev/null
wait "$cluster_job"
cluster_job=

echo "deploy/check.sh: everything holds in $SECONDS s"
