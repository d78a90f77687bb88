#!/usr/bin/env bash
# From three brokers to twenty, 128 MB heap each: by one command of Holdfast, and by a plain shell script that starts so many at
# a time. The script's best time counts.
# Usage: twenty-brokers.sh [AT-A-TIME...]      (usual: 3 4 6)
. "$(dirname "$0")/common.sh"
[ $# -gt 0 ] || set -- 3 4 6
data=$WORK/holdfast
plain=$WORK/plain
cat > "$WORK/twenty.yaml" <<'SPEC'
name: twenty
package: kafka
groups:
  controller: { count: 3 }
  broker: { count: 3, heap: 128, memory: 384, cpus: 0.2, disk: 512 }
SPEC

holdfast_up "$data" -f "$WORK/twenty.yaml" --agents 20
wait_for "the class-data archive" 60 sh -c "ls '$data'/artifacts/derived/* > /dev/null 2>&1"
start=$(now)
$HOLDFAST scale twenty broker=20 --wait > "$WORK/scale.out" 2>&1 || { cat "$WORK/scale.out"; exit 1; }
ours=$(since "$start")
echo "holdfast scale twenty broker=20: $ours s"
$HOLDFAST status twenty > "$WORK/status.out" 2>&1 || true
holdfast_down "$data"
take_plain "$data" "$plain"
du -sm "$data/mesos" | awk '{ print "disk of 20 agents: " $1 " MB" }'

late=()
for index in $(seq 3 19); do late+=("broker-$index"); done
best=
for gate in "$@"; do
    rm -rf "$plain"/*/log
    plain_start "$plain" controller-{0,1,2} broker-{0,1,2}
    wait_for "plain brokers" 120 plain_all_run "$plain" broker-{0,1,2}
    start=$(now)
    begun=0 running=0
    end=$((SECONDS + 300))
    while [ "$running" -lt 17 ]; do
        while [ "$begun" -lt 17 ] && [ $((begun - running)) -lt "$gate" ]; do
            plain_start "$plain" "${late[$begun]}"
            begun=$((begun + 1))
        done
        running=$(plain_running "$plain" "${late[@]:0:$begun}")
        [ "$SECONDS" -lt "$end" ] || { echo "plain brokers did not come" >&2; KEEP=1; exit 1; }
        sleep 0.1
    done
    took=$(since "$start")
    echo "plain script, $gate at a time: $took s"
    best=$(printf '%s\n' $best "$took" | sort -n | head -n 1)
    plain_stop "$plain"
done
echo "holdfast $ours s, plain script's best $best s, ratio $(ratio "$ours" "$best") (at most 1.3)"
