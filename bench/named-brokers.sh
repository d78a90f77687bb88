#!/usr/bin/env bash
# A Kafka goes over to names, for real: three schedulers with their DNS servers, a ZooKeeper and a Kafka on this machine, in a network of
# their own whose resolver (/etc/resolv.conf) passes on to the three servers. A producer that knows brokers by name writes all the while.
#
#   1. the resolver is deaf: the plan must say so, and touch nothing
#   2. it answers: every agent shows it, brokers are restarted one by one, and tell clients their names
#   3. one broker more; one replaced on another agent; the scheduler that leads is killed with -9; back to addresses
#
# At the end every record that was acknowledged must be read back. Needs unshare (util-linux) and ip; no root where users may have namespaces.
# Variables are those of common.sh.
if [ -z "${HOLDFAST_IN_NAMESPACE:-}" ]; then
    conf=$(mktemp) && echo "nameserver 127.0.0.53" > "$conf"
    root=-r
    [ "$(id -u)" != 0 ] || root=
    # shellcheck disable=SC2086
    HOLDFAST_IN_NAMESPACE=1 exec unshare $root -m -n sh -c \
        'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec bash "$@"' "$conf" "${BASH_SOURCE[0]}" "$@"
fi
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
DNS=$((PORT + 13))
export HOLDFAST_API=http://127.0.0.1:$PORT,http://127.0.0.1:$((PORT + 1)),http://127.0.0.1:$((PORT + 2))
records=(java -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -cp "$here/../scheduler/target/lib/*" "$here/names/Records.java")
names=broker-0.bench.holdfast.mesos:9092,broker-1.bench.holdfast.mesos:9092,broker-2.bench.holdfast.mesos:9092

cat > "$WORK/bench.yaml" <<'SPEC'
name: bench
package: kafka
groups:
  controller: 1
  broker: 3
SPEC

fail() { echo "FAILED: $1" >&2; KEEP=1; exit 1; }
tell() { echo "-- $(since "$begun") s: $1"; }
says() { [[ $($HOLDFAST why bench 2> /dev/null) == *"$1"* ]]; }
ready() { [[ $($HOLDFAST status bench -o json 2> /dev/null) == *'"health" : "ready"'* ]]; }
at_rest() { ready && [[ $($HOLDFAST status bench 2> /dev/null) != *RUNNING* ]]; }
brokers() { local p; { for p in $(below "$WORK/data"); do tr '\0' ' ' < "/proc/$p/cmdline" | grep -q 'kafka.Kafka ' && echo "$p"; done; true; } | sort -n | paste -sd ' '; }
hosts() { "${records[@]}" hosts "$names" 2> /dev/null; }
leader_pid() { grep -o 'leads (process [0-9]*' "$WORK/up.out" | tail -n 1 | grep -o '[0-9]*$'; }
other_leads() { [ "$(leader_pid)" != "$1" ]; }

begun=$(now)
java "$here/names/Resolver.java" "$WORK/deaf" 127.0.0.53:53 "127.0.0.1:$DNS,127.0.0.1:$((DNS + 1)),127.0.0.1:$((DNS + 2))" \
    > "$WORK/resolver.out" 2>&1 &
resolver=$!
trap 'kill "$resolver" 2> /dev/null || true; finish' EXIT
holdfast_begin "$WORK/data" --ha --agents 6 -f "$WORK/bench.yaml"
holdfast_ready
tell "ready; brokers tell clients: $(hosts)"
"${records[@]}" write "$names" "$WORK/end" > "$WORK/records.out" 2>&1 &
writer=$!
trap 'kill "$resolver" "$writer" 2> /dev/null || true; finish' EXIT

wait_for "the producer" 60 grep -q '^writing' "$WORK/records.out"
touch "$WORK/deaf"
before=$(brokers)
$HOLDFAST set bench options.advertise=names --preview
$HOLDFAST set bench options.advertise=names > "$WORK/step.out" 2>&1 || fail "$(cat "$WORK/step.out")"
wait_for "the plan's word about the resolver" 240 says "prove-names failed"
$HOLDFAST why bench
[ "$(brokers)" = "$before" ] || fail "a process is another: $before is now $(brokers)"
tell "the resolver was deaf; the same processes run: $before"

rm "$WORK/deaf"
wait_for "names" 600 at_rest
wait_for "names, told to clients" 60 eval '[[ "$(hosts)" == "broker-0.bench.holdfast.mesos broker-1.bench.holdfast.mesos broker-2.bench.holdfast.mesos" ]]'
tell "brokers tell clients: $(hosts)"
$HOLDFAST events bench 2> /dev/null | grep -i 'prove-names' | tail -n 6

$HOLDFAST scale bench broker=4 --wait > "$WORK/step.out" 2>&1 || fail "$(cat "$WORK/step.out")"
tell "one more: $(hosts)"
$HOLDFAST replace bench/broker-3 --wait > "$WORK/step.out" 2>&1 || fail "$(cat "$WORK/step.out")"
tell "broker-3 was replaced: $(hosts)"
leader=$(leader_pid)
kill -9 "$leader"
wait_for "another leader" 60 other_leads "$leader"
tell "the leader was killed: $(hosts)"
wait_for "a ready cluster" 120 ready
$HOLDFAST set bench options.advertise=addresses --wait > "$WORK/step.out" 2>&1 || fail "$(cat "$WORK/step.out")"
tell "back to addresses: $(hosts)"

touch "$WORK/end"
code=0
wait "$writer" || code=$?
tell "$(cat "$WORK/records.out" | grep -v -i -E 'slf4j|warn' | tail -n 3)"
exit $code
