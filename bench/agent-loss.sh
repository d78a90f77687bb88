#!/usr/bin/env bash
# How long it takes until a Kafka broker whose machine is lost for good serves again elsewhere, by stages. Seven agents, four of them
# processes of their own: three brokers and a spare one. In each round the agent under broker-1 and all that runs on it get kill -9; afterwards
# the same host comes with an empty disk, and is the spare one of the next round. A workload writes all the time and is read back.
#
# Usage: agent-loss.sh [ROUNDS]       (5)
#
#   DETECT          gone: an operator says at once that the agent will not come back (MARK_AGENT_GONE); so it is usually
#                   timeout: nobody says anything, and Mesos takes the agent for cut off after AGENT_TIMEOUT; option replace-after is 1s
#   AGENT_TIMEOUT   seconds          (75, as Mesos has it)
#   MEGABYTES       in a second topic, to be copied    (200)
#   AGENT_LOSS_JAVA_OPTS, HOLDFAST_NO_BUILD
#
# Stages, each from the end of the one before:
#   detect   the node is lost (or unreachable), and that is durable
#   decide   a plan is there that replaces it: Mesos has answered for every node, the database after the loss, and its gates are open
#   launch   the new node's process is on its way, on new resources and an empty volume
#   ready    the broker says that it runs, which it does when it is registered and unfenced
#   in sync  every partition has all its copies in sync again, as Kafka's own client sees it
. "$(dirname "$0")/tests.sh"

case ${1:-} in --help | -h) usage; exit 0 ;; esac
case ${DETECT:-gone} in gone | timeout) ;; *) echo "DETECT is gone or timeout" >&2; exit 2 ;; esac
# What runs beside a broker is served to agents as a jar.
companion() {
    { find "$root/node/target" -maxdepth 1 -name 'node-*.jar' ! -name '*-sources.jar' 2> /dev/null || true; } | head -n 1
}
stale_companion() { [ -z "$(companion)" ] || [ -n "$(find "$root/node/src/main" -newer "$(companion)" -print -quit)" ]; }
if [ -z "${HOLDFAST_NO_BUILD:-}" ] && stale_companion; then
    echo "building the node companion…" >&2
    (cd "$root" && mvn -q -B -ntp -pl node -am -DskipTests package >&2)
fi
first_on_class_path=$(companion)
# shellcheck disable=SC2086
run_java ${AGENT_LOSS_JAVA_OPTS:--Xmx512m -XX:+UseSerialGC} dev.holdfast.real.AgentLoss \
    "${1:-5}" "${DETECT:-gone}" "${AGENT_TIMEOUT:-75}" "${MEGABYTES:-200}"
