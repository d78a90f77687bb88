#!/usr/bin/env bash
# Three controllers and three brokers: how long until they serve, by Holdfast and by a plain shell script, in turns.
# Usage: six-nodes.sh [ROUNDS]
. "$(dirname "$0")/common.sh"
rounds=${1:-3}
data=$WORK/holdfast
plain=$WORK/plain

start=$(now)
holdfast_up "$data" kafka
first=$(since "$start")
wait_for "the class-data archive" 60 sh -c "ls '$data'/artifacts/derived/class-data-* > /dev/null 2>&1"
holdfast_down "$data"
printf 'very first start, software from the local Maven repository: %s s\n' "$first"

ours=() theirs=()
for round in $(seq "$rounds"); do
    start=$(now)
    holdfast_up "$data" kafka --fresh --yes
    ours+=("$(since "$start")")
    memory=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$up_pid/status")
    holdfast_down "$data"
    rm -rf "$plain"
    take_plain "$data" "$plain"
    start=$(now)
    plain_start "$plain" controller-{0,1,2} broker-{0,1,2}
    wait_for "plain brokers" 120 plain_all_run "$plain" broker-{0,1,2}
    theirs+=("$(since "$start")")
    plain_stop "$plain"
    printf 'round %s: holdfast %s s, plain script %s s; scheduler and embedded Mesos use %s MB\n' \
        "$round" "${ours[-1]}" "${theirs[-1]}" "$memory"
done
a=$(median "${ours[@]}") b=$(median "${theirs[@]}")
printf 'median: holdfast %s s, plain script %s s, ratio %s\n' "$a" "$b" "$(ratio "$a" "$b")"
