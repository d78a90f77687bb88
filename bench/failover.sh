#!/usr/bin/env bash
# How long nobody decides when the scheduler that leads is killed with -9: three schedulers, a ZooKeeper, a Kafka with two brokers and one
# controller, all on this machine. In each run a restart of the broker is under way when the leader is killed. Measured, from the kill:
#
#   leads     until another scheduler says that it leads
#   decides   until the first line of its own in the cluster's event log, which is a decision about the restart, made durable
#
# and checked: the restart is done, by the plan that was begun, with one start of the broker and none of the others.
#
#   RUNS      how often                     (10)
#   TIMEOUT   seconds one run may take      (90)
# and those of common.sh.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
RUNS=${RUNS:-10}
TIMEOUT=${TIMEOUT:-90}
export HOLDFAST_API=http://127.0.0.1:$PORT,http://127.0.0.1:$((PORT + 1)),http://127.0.0.1:$((PORT + 2))

health() { curl -s -m 1 "http://127.0.0.1:$1/health" || true; }

leader_port() { # except this one
    local i
    for i in 0 1 2; do
        if [ "$((PORT + i))" != "${1:-}" ] && [[ $(health $((PORT + i))) == *'"role":"leader"'* ]]; then
            echo $((PORT + i))
            return
        fi
    done
}

all_answer() {
    local i
    for i in 0 1 2; do [[ $(health $((PORT + i))) == *'"role"'* ]] || return 1; done
    [ -n "$(leader_port)" ]
}

# Of the one that listens there.
pid_of() { grep -o "scheduler $(($1 - PORT + 1)) leads (process [0-9]*" "$WORK/up.out" | tail -n 1 | grep -o '[0-9]*$'; }

starts() { $HOLDFAST status bench -o json | sed -n 's/.*"incarnation" : \([0-9]*\).*/\1/p' | paste -sd ' '; }

# When the first line of the event log after a moment was written; both in milliseconds since 1970.
first_after() { # moment, port
    curl -s -m 2 "http://127.0.0.1:$2/v1/clusters/bench/events?limit=50" | tr '{' '\n' \
        | sed -n 's/.*"at":"\([^"]*\)".*/\1/p' | while read -r at; do date -d "$at" +%s%3N; done \
        | awk -v from="$1" '$1 > from { print; exit }'
}

ready() { [[ $($HOLDFAST status bench -o json 2> /dev/null) == *'"health" : "ready"'* ]]; }

cat > "$WORK/bench.yaml" <<'SPEC'
name: bench
package: kafka
groups:
  controller: 1
  broker: 2
SPEC
holdfast_begin "$WORK/data" --ha --agents 3 -f "$WORK/bench.yaml"
holdfast_ready

leads=()
decides=()
for ((run = 1; run <= RUNS; run++)); do
    wait_for "three schedulers" 60 all_answer
    wait_for "a ready cluster" "$TIMEOUT" ready
    before=$(starts)
    old=$(leader_port)
    pid=$(pid_of "$old")
    $HOLDFAST restart bench/broker-0 > "$WORK/restart.out" 2>&1
    killed=$(date +%s%3N)
    kill -9 "$pid"
    new=
    until [ -n "$new" ]; do
        new=$(leader_port "$old")
        [ $(($(date +%s%3N) - killed)) -lt $((TIMEOUT * 1000)) ] || { echo "nobody leads" >&2; KEEP=1; exit 1; }
    done
    led=$(($(date +%s%3N) - killed))
    at=
    until [ -n "$at" ]; do
        at=$(first_after "$killed" "$new")
        [ $(($(date +%s%3N) - killed)) -lt $((TIMEOUT * 1000)) ] || { echo "nobody decides" >&2; KEEP=1; exit 1; }
    done
    wait_for "the end of the restart" "$TIMEOUT" ready
    after=$(starts)
    leads+=("$led")
    decides+=($((at - killed)))
    echo "run $run: leads after $led ms, decides after $((at - killed)) ms; starts of each node before: $before, after: $after"
done
worst() { printf '%s\n' "$@" | sort -n | tail -n 1; }
echo "leads:   median $(median "${leads[@]}") ms, worst $(worst "${leads[@]}") ms"
echo "decides: median $(median "${decides[@]}") ms, worst $(worst "${decides[@]}") ms"
$HOLDFAST down --data "$WORK/data" > /dev/null
wait "$up_pid" || true
up_pid=
