#!/bin/sh
# Starts one Kafka node. Run in its sandbox, where kafka/node.conf says which node it is; ends in exec, so that Java itself
# gets the signals. Every refusal is two lines on stderr, "refused: cause" and "remedy: what to do", and an exit code of
# its own:
#   71 the volume is not mounted         75 the software is damaged
#   72 the volume is another node's      76 there is no Java
#   73 the volume lost its data          77 this Java is not supported
#   74 the disk is another cluster's     78 the disk could not be formatted (the companion's, too)
#   79 too few open files are allowed    80 the volume is full, or cannot be written
#   81 an address is taken (the companion's)
#   82 a secret did not come
set -eu
umask 027

refuse() { # exit code, cause, remedy
    echo "refused: $2" >&2
    echo "remedy: $3" >&2
    exit "$1"
}

# From node.conf: node, node_id, role, cluster_id, first_launch, software, kafka_version, release, java_least, java_most,
# initial_controllers, open_files_least, free_kilobytes_least, secrets.
# shellcheck disable=SC1091
. ./kafka/node.conf

# ---- 1. The volume. A database must never write anywhere else. ----

check_volume() {
    [ -d data ] || refuse 71 "$node has no directory 'data' in its sandbox: its volume is not mounted" \
        "add volume/sandbox_path to --isolation of this Mesos agent and restart the agent"
    volume=$(cd data && pwd -P)
    # Where Mesos makes an ordinary directory because the volume is missing, it lies inside the sandbox and is no mount point.
    if ! is_mount_point "$volume"; then
        case $volume in
            "$(pwd -P)"/* | */executors/*/runs/*)
                refuse 71 "'data' of $node is an ordinary directory in the sandbox: its volume is not mounted" \
                    "add volume/sandbox_path and a filesystem isolator to --isolation of this Mesos agent and restart the agent" ;;
        esac
    fi
    free=$(df -Pk "$volume" 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ -n "$free" ] && [ "$free" -lt "$free_kilobytes_least" ]; then
        refuse 80 "the disk under the volume of $node is full: $free KB are left, $free_kilobytes_least are needed to start" \
            "free space on this agent's disk, or give the node a larger volume by replacing it"
    fi
}

is_mount_point() {
    [ -r /proc/self/mountinfo ] && awk -v p="$1" '$5 == p { found = 1 } END { exit !found }' /proc/self/mountinfo
}

# ---- 2. The mark. Only the first launch of a volume generation may find it empty. ----

check_mark() {
    mark=$volume/holdfast-mark
    if [ -f "$mark" ]; then
        cmp -s kafka/mark "$mark" || refuse 72 \
            "the volume is marked for $(tr '\n' ' ' < "$mark")but this is $(tr '\n' ' ' < kafka/mark)" \
            "do not move volumes by hand; replace $node if its own volume is lost"
    elif [ "$first_launch" != yes ]; then
        refuse 73 "the volume of $node has no mark, but was used before: it is not the same volume any more" \
            "bring its disk back, or replace $node: it then gets its data from the other nodes"
    elif [ -n "$(find "$volume/." ! -name . -prune ! -name lost+found -print | head -n 1)" ]; then
        refuse 72 "the new volume of $node is not empty, and carries no mark of ours" \
            "look what is on $volume, and clear it if nobody needs it"
    else
        { cp kafka/mark "$mark.new" && mv "$mark.new" "$mark"; } || refuse 80 \
            "cannot write to the volume of $node at $volume" "let user $(id -un) write there, and see that the disk is well"
    fi
    [ -w "$volume" ] || refuse 80 "user $(id -un) may not write to the volume of $node at $volume" \
        "run the node as the user it was first started with, or change the owner of that directory"
}

# ---- 3. The software, as it was locked. ----

check_software() {
    for name in $software; do
        [ -f "lib/$name.sha256" ] || refuse 75 "lib/$name.sha256 is missing in the sandbox" "restart the node, so that it is fetched again"
        if command -v sha256sum > /dev/null; then
            sha256sum -c --quiet "lib/$name.sha256" > checksums.txt 2>&1 || damaged
        elif command -v shasum > /dev/null; then
            shasum -a 256 -c "lib/$name.sha256" > checksums.txt 2>&1 || damaged
        else
            echo "warning: neither sha256sum nor shasum is on this agent: the software is not verified" >&2
        fi
    done
    # A class-data archive is valid only for jars of the very same modification time, which fetching does not keep.
    touch -c -d 2000-01-01T00:00:00Z lib/*.jar 2>/dev/null || true
    classpath=
    for name in $software; do
        classpath=${classpath:+$classpath:}$(cat "lib/$name.classpath")
    done
}

damaged() {
    refuse 75 "the software is damaged: $(grep -v ': OK$' checksums.txt | head -n 1)" \
        "restart the node, so that it is fetched again; if that does not help, clear this agent's fetcher cache"
}

# ---- 4. Java: one that was given, else JAVA_HOME's, else the one on the path. ----

find_java() {
    java=
    for candidate in java/bin/java java/*/bin/java "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            java=$candidate
            break
        fi
    done
    [ -n "$java" ] || refuse 76 "there is no Java on this agent: neither given, nor at JAVA_HOME, nor on the path" \
        "install Java $java_least on the agent, or give the cluster a JRE as artifact 'java'"
    # Asking the JVM costs a tenth of a second; the file beside it knows the same.
    home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")
    java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$home/release" 2>/dev/null || true)
    [ -n "$java_version" ] || java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    major=${java_version#1.}
    major=${major%%[!0-9]*}
    if [ -z "$major" ] || [ "$major" -lt "$java_least" ] || [ "$major" -gt "$java_most" ]; then
        refuse 77 "$java is Java ${java_version:-of unknown version}, but Kafka $kafka_version runs on Java $java_least to $java_most" \
            "install Java $java_least on the agent, or give the cluster a JRE as artifact 'java'"
    fi
}

# ---- 5. The limits. ----

raise_limits() {
    # shellcheck disable=SC3045
    ulimit -n "$(ulimit -H -n)" 2>/dev/null || true
    # shellcheck disable=SC3045
    open_files=$(ulimit -n)
    if [ "$open_files" != unlimited ] && [ "$open_files" -lt "$open_files_least" ]; then
        refuse 79 "$node may open only $open_files files on this agent, $open_files_least are needed" \
            "raise LimitNOFILE of the Mesos agent's service and restart the agent"
    fi
}

# ---- 6. The secrets, each in a variable that Kafka reads itself. ----

check_secrets() {
    for secret in $secrets; do
        variable=HOLDFAST_SECRET_$(echo "$secret" | tr 'a-z-' 'A-Z_')
        eval "[ -n \"\${$variable:-}\" ]" || refuse 82 "the secret '$secret' did not reach $node" \
            "write it to secrets/$secret in the scheduler's data directory, mode 0600; and have environment_secret in --isolation of this Mesos agent"
    done
}

# ---- 7. The disk's own identity: formatted once, explicitly, and never again. ----

# Formatting is done beside and moved into place whole, so that a half-formatted directory is never taken for a whole one.
# $volume/holdfast-formatted remembers that there was data: without it and without data, it is still the first time, unless a
# process on this volume was seen alive before. A controller's disk is formatted, moved and remembered by the companion, with
# Kafka's own tool, in the process that then becomes the controller.
prepare_disk() {
    log=$volume/log
    format=
    if [ ! -f "$log/meta.properties" ]; then
        if [ -e "$volume/holdfast-formatted" ] || [ -e "$log" ]; then
            refuse 73 "the volume of $node was formatted, but $log/meta.properties is gone: it lost data" \
                "bring its data back, or replace $node: it then gets its data from the other nodes"
        fi
        [ "$first_launch" = yes ] || refuse 73 "the volume of $node was used before, but $log/meta.properties is gone: it lost data" \
            "bring its data back, or replace $node: it then gets its data from the other nodes"
        rm -rf "$volume/log.new"
        mkdir "$volume/log.new"
        case $role in
            broker) format_broker ;;
            controller) format_controller ;;
        esac
    fi
    if [ -z "$format" ]; then
        [ -e "$volume/holdfast-formatted" ] || : > "$volume/holdfast-formatted"
        check_meta cluster.id "$cluster_id" "belongs to Kafka cluster"
        check_meta node.id "$node_id" "belongs to the Kafka node"
    fi
}

check_meta() { # key, expected, words
    found=$(sed -n "s/^$1=//p" "$log/meta.properties" | tr -d '\r' | sed 's/\\//g')
    [ "$found" = "$2" ] || refuse 74 "the disk of $node $3 '$found', not '$2'" \
        "do not move disks between clusters or nodes; replace $node if its own disk is lost"
}

format_broker() {
    directory_id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
    printf 'version=1\ncluster.id=%s\nnode.id=%s\ndirectory.id=%s\n' "$cluster_id" "$node_id" "$directory_id" \
        > "$volume/log.new/meta.properties" || refuse 80 "cannot write to the volume of $node" "see that its disk is well"
    mv "$volume/log.new" "$log"
}

format_controller() {
    [ "$initial_controllers" != unknown ] || refuse 78 "the addresses of the controllers that form the quorum with $node are not known yet" \
        "wait until all of them have a place; it is tried again by itself"
    write_properties "$volume/log.new" kafka/format.properties
    if [ -n "$initial_controllers" ]; then
        set -- --initial-controllers "$initial_controllers"
    else
        set -- --no-initial-controllers
    fi
    format=kafka/format.tool
    printf '%s\n' kafka.tools.StorageTool format -t "$cluster_id" -c kafka/format.properties --release-version "$release" "$@" > "$format"
}

write_properties() { # directory, file
    { cat kafka/server.properties; printf 'log.dirs=%s\nmetadata.log.dir=%s\n' "$1" "$1"; } > "$2"
}

check_volume
check_mark
check_software
find_java
raise_limits
check_secrets
archive=
for name in $software; do
    if [ -f "lib/$name.jsa" ]; then
        archive="-XX:SharedArchiveFile=lib/$name.jsa -XX:+VerifySharedSpaces -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
        break
    fi
done
prepare_disk
write_properties "$log" kafka/run.properties

set -- "-Dholdfast.directory=$log"
[ -z "$format" ] || set -- "$@" "-Dholdfast.format.tool=$format" "-Dholdfast.format.beside=$volume/log.new" \
    "-Dholdfast.format.mark=$volume/holdfast-formatted"
# shellcheck disable=SC2086
exec "$java" @kafka/jvm.options $archive "$@" -cp "$classpath" \
    dev.holdfast.node.Companion kafka.Kafka kafka/run.properties
