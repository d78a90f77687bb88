#!/bin/sh
# Starts one Cassandra node. Run in its sandbox, where cassandra/node.conf says which node it is; ends in exec, so that Java itself
# gets the signals. Every refusal is two lines on stderr, "refused: cause" and "remedy: what to do", and an exit code of
# its own:
#   71 the volume is not mounted         77 this Java is not supported
#   72 the volume is another node's      79 too few open files are allowed
#   73 the volume lost its data          80 the volume is full, or cannot be written
#   74 the disk is another cluster's     81 an address is taken (the companion's)
#   75 the software is damaged           82 a secret did not come
#   76 there is no Java                  88 the node left the ring with this disk
set -eu
umask 027

refuse() { # exit code, cause, remedy
    echo "refused: $2" >&2
    echo "remedy: $3" >&2
    exit "$1"
}

# From node.conf: node, first_launch, joined, left, software, version, javas, sizes_objects, open_files_least,
# free_kilobytes_least, secrets.
# shellcheck disable=SC1091
. ./cassandra/node.conf
sandbox=$(pwd -P)

# ---- 1. The volume. A database must never write anywhere else. ----

check_volume() {
    [ -d data ] || refuse 71 "$node has no directory 'data' in its sandbox: its volume is not mounted" \
        "add volume/sandbox_path to --isolation of this Mesos agent and restart the agent"
    volume=$(cd data && pwd -P)
    # Where Mesos makes an ordinary directory because the volume is missing, it lies inside the sandbox and is no mount point.
    if ! is_mount_point "$volume"; then
        case $volume in
            "$sandbox"/* | */executors/*/runs/*)
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
        if ! cmp -s cassandra/mark "$mark"; then
            [ "$(whose "$mark")" = "$(whose cassandra/mark)" ] || refuse 74 \
                "the disk of $node belongs to another cluster: $(tr '\n' ' ' < "$mark")" \
                "do not move disks between clusters; replace $node if its own disk is lost"
            refuse 72 "the volume is marked for $(tr '\n' ' ' < "$mark")but this is $(tr '\n' ' ' < cassandra/mark)" \
                "do not move volumes by hand; replace $node if its own volume is lost"
        fi
    elif [ "$first_launch" != yes ]; then
        refuse 73 "the volume of $node has no mark, but was used before: it is not the same volume any more" \
            "bring its disk back, or replace $node: it then gets its data from the other nodes"
    elif [ -n "$(find "$volume/." ! -name . -prune ! -name lost+found -print | head -n 1)" ]; then
        refuse 72 "the new volume of $node is not empty, and carries no mark of ours" \
            "look what is on $volume, and clear it if nobody needs it"
    else
        { cp cassandra/mark "$mark.new" && mv "$mark.new" "$mark"; } 2>/dev/null || refuse 80 \
            "cannot write to the volume of $node at $volume" "let user $(id -un) write there, and see that the disk is well"
    fi
    [ -w "$volume" ] || refuse 80 "user $(id -un) may not write to the volume of $node at $volume" \
        "run the node as the user it was first started with, or change the owner of that directory"
}

whose() { # mark
    sed -n '/^owner=/p; /^cluster=/p' "$1"
}

# ---- 3. The data. A disk that was a member's is never begun anew: it would join as a stranger. One that left is never begun again. ----

# The companion writes holdfast-joined once the node is a member, and holdfast-left once it gave its data away.
check_data() {
    if [ "$left" = yes ] || [ -e "$volume/holdfast-left" ]; then
        refuse 88 "$node has left the ring with this disk: its data is on the other nodes now" \
            "replace $node: it then joins with an empty disk"
    fi
    if [ "$joined" = yes ] || [ -e "$volume/holdfast-joined" ]; then
        [ -n "$(find "$volume/data/system" -name '*-Data.db' -print 2>/dev/null | head -n 1)" ] || refuse 73 \
            "the volume of $node was a member's, but there is no data in $volume/data/system: it lost data" \
            "bring its data back, or replace $node: it then gets its data from the other nodes"
    fi
}

# ---- 4. The software, as it was locked. ----

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

# ---- 5. Java: one that was given, else JAVA_HOME's, else the one on the path. ----

find_java() {
    java=
    for candidate in java/bin/java java/*/bin/java "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            java=$candidate
            break
        fi
    done
    remedy="install Java ${javas%% *} on the agent, or give the cluster a JRE: up --jre FILE|URL, or artifact 'java' in its spec"
    [ -n "$java" ] || refuse 76 "there is no Java on this agent: neither given, nor at JAVA_HOME, nor on the path" "$remedy"
    # Asking the JVM costs a tenth of a second; the file beside it knows the same.
    home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")
    java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$home/release" 2>/dev/null || true)
    [ -n "$java_version" ] || java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    major=${java_version#1.}
    major=${major%%[!0-9]*}
    for supported in $javas; do
        [ "$major" != "$supported" ] || return 0
    done
    refuse 77 "$java is Java ${java_version:-of unknown version}, but Cassandra $version runs on Java $javas only" "$remedy"
}

# ---- 6. The limits. ----

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

# ---- 7. The secrets, each in a variable that the companion puts into what Cassandra reads. ----

check_secrets() {
    for secret in $secrets; do
        variable=HOLDFAST_SECRET_$(echo "$secret" | tr 'a-z-' 'A-Z_')
        eval "[ -n \"\${$variable:-}\" ]" || refuse 82 "the secret '$secret' did not reach $node" \
            "write it to secrets/$secret in the scheduler's data directory, mode 0600; and have environment_secret in --isolation of this Mesos agent"
    done
}

check_volume
check_mark
check_data
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
# Measures how large objects are in memory, which large nodes want exactly; it costs a second at each start.
agent=
if [ "$sizes_objects" = yes ]; then
    for jar in lib/*jamm*.jar; do
        [ ! -f "$jar" ] || agent=-javaagent:$jar
    done
fi
# Native libraries are unpacked there, and not everywhere may programs be run from /tmp.
mkdir -p tmp logs
# As many as Cassandra's own start: each costs memory that no heap limit counts.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-4}"

# shellcheck disable=SC2086
exec "$java" @cassandra/jvm.options $archive $agent "-Djava.io.tmpdir=$sandbox/tmp" "-Djna.tmpdir=$sandbox/tmp" \
    "-Dcassandra.storagedir=$volume" "-Dholdfast.directory=$volume" -cp "$classpath" \
    dev.holdfast.node.Companion org.apache.cassandra.service.CassandraDaemon
