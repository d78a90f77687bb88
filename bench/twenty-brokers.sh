#!/usr/bin/env bash
# From three brokers to twenty, 128 MB heap each: by one command of Holdfast, and by a plain shell script that starts so many at
# a time, in turns. Of each the best time counts. The script has two forms: one that is given the class-data archive Holdfast has
# made, which nobody's own script has, and one without.
# Usage: twenty-brokers.sh [ROUNDS [AT-A-TIME...]]      (usual: 2 6 17)
. "$(dirname "$0")/common.sh"
rounds=${1:-2}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 6 17
data=$WORK/holdfast
plain=$WORK/plain
cat > "$WORK/twenty.yaml" <<'SPEC'
name: twenty
package: kafka
groups:
  controller: { count: 3 }
  broker: { count: 3, heap: 128, memory: 384, cpus: 0.2, disk: 512 }
SPEC

late=()
for index in $(seq 3 19); do late+=("broker-$index"); done
best_ours= best_theirs= best_bare=
smaller() { printf '%s\n' "$@" | sort -n | head -n 1; }

ours() {
    holdfast_up "$data" -f "$WORK/twenty.yaml" --agents 20 --fresh --yes
    wait_for "the class-data archive" 60 sh -c "ls '$data'/artifacts/derived/class-data-* > /dev/null 2>&1"
    local start took
    start=$(now)
    $HOLDFAST scale twenty broker=20 --wait > "$WORK/scale.out" 2>&1 || { cat "$WORK/scale.out"; exit 1; }
    took=$(since "$start")
    echo "holdfast scale twenty broker=20: $took s"
    # shellcheck disable=SC2086
    best_ours=$(smaller $best_ours "$took")
    holdfast_down "$data"
    rm -rf "$plain"
    take_plain "$data" "$plain"
    du -sm "$data/mesos" | awk '{ print "  disk of 20 agents: " $1 " MB" }'
}

theirs() { # how many at a time, bare or not
    rm -rf "$plain"/*/log
    plain_start "$plain" controller-{0,1,2} broker-{0,1,2}
    wait_for "plain brokers" 120 plain_all_run "$plain" broker-{0,1,2}
    export PLAIN_BARE=$2
    local start took begun=0 running=0 end=$((SECONDS + 300))
    start=$(now)
    while [ "$running" -lt 17 ]; do
        while [ "$begun" -lt 17 ] && [ $((begun - running)) -lt "$1" ]; do
            plain_start "$plain" "${late[$begun]}"
            begun=$((begun + 1))
        done
        running=$(plain_running "$plain" "${late[@]:0:$begun}")
        [ "$SECONDS" -lt "$end" ] || { echo "plain brokers did not come" >&2; KEEP=1; exit 1; }
        sleep 0.1
    done
    took=$(since "$start")
    # shellcheck disable=SC2086
    if [ -n "$2" ]; then
        echo "plain script without an archive, $1 at a time: $took s"
        best_bare=$(smaller $best_bare "$took")
    else
        echo "plain script with our archive, $1 at a time: $took s"
        best_theirs=$(smaller $best_theirs "$took")
    fi
    plain_stop "$plain"
}

for round in $(seq "$rounds"); do
    echo "round $round"
    ours
    for gate in "$@"; do
        theirs "$gate" ""
        theirs "$gate" bare
    done
done
echo "best: holdfast $best_ours s"
echo "plain script $best_bare s, ratio $(ratio "$best_ours" "$best_bare") (at most 1.3)"
echo "plain script with our archive $best_theirs s, ratio $(ratio "$best_ours" "$best_theirs")"
