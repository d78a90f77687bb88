#!/usr/bin/env bash
# Whether names are true while nodes move: three schedulers, each with its DNS server, a ZooKeeper and a Kafka, all on this machine. All
# three servers are asked continually for names of every kind, while the cluster grows, a broker is killed, one is replaced on another agent,
# the scheduler that leads is killed with -9, all brokers are restarted one by one, and the cluster shrinks. names/Asker.java says what it
# counts; the script ends with 1 if an answer was stale.
#
#   DIG=1      also show what dig says before and after
# and those of common.sh.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
DNS=$((PORT + 13))
export HOLDFAST_API=http://127.0.0.1:$PORT,http://127.0.0.1:$((PORT + 1)),http://127.0.0.1:$((PORT + 2))

cat > "$WORK/bench.yaml" <<'SPEC'
name: bench
package: kafka
groups:
  controller: 1
  broker: 2
SPEC

look() {
    [ -n "${DIG:-}" ] || return 0
    local i
    for i in 0 1 2; do
        echo "   server $((i + 1)): $(dig +short +tries=1 +time=1 @127.0.0.1 -p $((DNS + i)) broker.bench.holdfast.mesos | sort | paste -sd ' ')" \
            "| broker-0 $(dig +short +tries=1 +time=1 @127.0.0.1 -p $((DNS + i)) broker-0.bench.holdfast.mesos | paste -sd ' ')" \
            "| $(dig +short +tries=1 +time=1 @127.0.0.1 -p $((DNS + i)) SRV _client._tcp.bench.holdfast.mesos | sort | paste -sd ';')"
    done
}

leader_pid() { grep -o 'leads (process [0-9]*' "$WORK/up.out" | tail -n 1 | grep -o '[0-9]*$'; }
ready() { [[ $($HOLDFAST status bench -o json 2> /dev/null) == *'"health" : "ready"'* ]]; }
other_leads() { [ "$(leader_pid)" != "$1" ]; }
step() {
    echo "-- $(since "$begun") s: $1"
    shift
    "$@" > "$WORK/step.out" 2>&1 || { cat "$WORK/step.out" >&2; exit 1; }
    wait_for "a ready cluster" 240 ready
    sleep 6 # longer than an answer may be kept
    look
}

begun=$(now)
holdfast_begin "$WORK/data" --ha --agents 5 -f "$WORK/bench.yaml"
holdfast_ready
echo "-- $(since "$begun") s: ready"
look
java -cp "$here/../scheduler/target/lib/*" "$here/names/Asker.java" "$WORK/end" bench "$NETWORK" 9092 \
    "127.0.0.1:$DNS,127.0.0.1:$((DNS + 1)),127.0.0.1:$((DNS + 2))" "$HOLDFAST_API" > "$WORK/asker.out" 2>&1 &
asker=$!
trap 'kill "$asker" 2> /dev/null || true; finish' EXIT
sleep 5
step "grows to 4 brokers" $HOLDFAST scale bench broker=4 --wait
step "broker-1 is killed" $HOLDFAST chaos kill-task bench/broker-1 --mesos-api "http://127.0.0.1:$((PORT + 3))"
before=$(leader_pid)
step "the leader is killed" kill -9 "$before"
wait_for "another leader" 60 other_leads "$before"
step "broker-3 is replaced elsewhere" $HOLDFAST replace bench/broker-3 --wait
asks_about_the_controller() { [[ $($HOLDFAST why bench 2> /dev/null) == *single-controller* ]]; }
restart_all() { # of a single controller the outage must be accepted
    $HOLDFAST restart bench
    wait_for "the question about the only controller" 60 asks_about_the_controller
    $HOLDFAST resume bench --accept-outage single-controller
}
step "all are restarted" restart_all
step "shrinks to 3 brokers" $HOLDFAST scale bench broker=3 --wait
touch "$WORK/end"
code=0
wait "$asker" || code=$?
echo "-- $(since "$begun") s: what was asked and answered"
cat "$WORK/asker.out"
exit $code
