# What every database's start has in common. It is put into each package's own script, in place of the line that names this file, so that an
# agent fetches one file, and the database is what that becomes. Expected of it: the directory that it was started in as $sandbox, $node,
# and $conf, the directory with this node's files.

refuse() { # exit code, cause, remedy
    echo "refused: $2" >&2
    echo "remedy: $3" >&2
    exit "$1"
}

# ---- The volume. A database must never write anywhere else. ----

find_volume() {
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
}

is_mount_point() {
    [ -r /proc/self/mountinfo ] && awk -v p="$1" '$5 == p { found = 1 } END { exit !found }' /proc/self/mountinfo
}

check_room() { # directory
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ -n "$free" ] && [ "$free" -lt "$free_kilobytes_least" ]; then
        refuse 80 "the disk under the volume of $node is full: $free KB are left, $free_kilobytes_least are needed to start" \
            "free space on this agent's disk, or give the node a larger volume by replacing it"
    fi
}

# ---- The mark. Only the first launch of a volume generation may find it empty. ----

check_mark() { # directory
    mark=$1/holdfast-mark
    if [ -f "$mark" ]; then
        if ! cmp -s "$conf/mark" "$mark"; then
            [ "$(whose "$mark")" = "$(whose "$conf/mark")" ] || refuse 74 \
                "the disk of $node belongs to another cluster: $(tr '\n' ' ' < "$mark")" \
                "do not move disks between clusters; replace $node if its own disk is lost"
            refuse 72 "the volume is marked for $(tr '\n' ' ' < "$mark")but this is $(tr '\n' ' ' < "$conf/mark")" \
                "do not move volumes by hand; replace $node if its own volume is lost"
        fi
    elif [ "$first_launch" != yes ]; then
        refuse 73 "the volume of $node has no mark, but was used before: it is not the same volume any more" \
            "bring its disk back, or replace $node: it then gets its data from the other nodes"
    elif [ -n "$(find "$1/." ! -name . -prune ! -name lost+found -print | head -n 1)" ]; then
        refuse 72 "the new volume of $node is not empty, and carries no mark of ours" \
            "look what is on $1, and clear it if nobody needs it"
    else
        { cp "$conf/mark" "$mark.new" && mv "$mark.new" "$mark"; } 2>/dev/null || refuse 80 \
            "cannot write to the volume of $node at $1" "let user $(id -un) write there, and see that the disk is well"
    fi
    [ -w "$1" ] || refuse 80 "user $(id -un) may not write to the volume of $node at $1" \
        "run the node as the user it was first started with, or change the owner of that directory"
}

# ---- The software, as it was locked. ----

check_software() {
    classpath=
    for name in $software; do
        check_sums "$name"
        classpath=${classpath:+$classpath:}$(cat "lib/$name.classpath")
    done
    for name in ${exporter:-}; do
        check_sums "$name"
    done
    # A class-data archive is valid only for jars of the very same modification time, which fetching does not keep.
    touch -c -d 2000-01-01T00:00:00Z lib/*.jar 2>/dev/null || true
    archive=
    for name in $software; do
        if [ -f "lib/$name.jsa" ]; then
            archive="-XX:SharedArchiveFile=lib/$name.jsa -XX:+VerifySharedSpaces -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
            break
        fi
    done
}

check_sums() { # set
    [ -f "lib/$1.sha256" ] || refuse 75 "lib/$1.sha256 is missing in the sandbox" "restart the node, so that it is fetched again"
    # Where there is openssl it does this with the processor's own instructions, in half the time; what it finds amiss, the next one names.
    if command -v openssl > /dev/null && sums_agree "$1"; then
        return
    fi
    if command -v sha256sum > /dev/null; then
        sha256sum -c --quiet "lib/$1.sha256" > checksums.txt 2>&1 || damaged
    elif command -v shasum > /dev/null; then
        shasum -a 256 -c "lib/$1.sha256" > checksums.txt 2>&1 || damaged
    else
        echo "warning: neither sha256sum nor shasum is on this agent: the software is not verified" >&2
    fi
}

sums_agree() { # set
    # shellcheck disable=SC2046
    openssl dgst -sha256 -r $(cut -c67- "lib/$1.sha256") 2> /dev/null | tr '*' ' ' | cmp -s - "lib/$1.sha256"
}

damaged() {
    refuse 75 "the software is damaged: $(grep -v ': OK$' checksums.txt | head -n 1)" \
        "restart the node, so that it is fetched again; if that does not help, clear this agent's fetcher cache"
}

# ---- Java: one that was given, else JAVA_HOME's, else the one on the path. ----

find_java() {
    java=
    for candidate in java/bin/java java/*/bin/java "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            java=$candidate
            break
        fi
    done
}

ask_java() { # its version and where it lies
    # Asking the JVM costs a tenth of a second; the file beside it knows the same.
    java_home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")
    java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$java_home/release" 2>/dev/null || true)
    [ -n "$java_version" ] || java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    major=${java_version#1.}
    major=${major%%[!0-9]*}
}

# ---- The limits. ----

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

# ---- The secrets, each in a variable. ----

check_secrets() {
    for secret in $secrets; do
        variable=HOLDFAST_SECRET_$(echo "$secret" | tr 'a-z-' 'A-Z_')
        eval "[ -n \"\${$variable:-}\" ]" || refuse 82 "the secret '$secret' did not reach $node" \
            "write it to secrets/$secret in the scheduler's data directory, mode 0600; and have environment_secret in --isolation of this Mesos agent"
    done
}

# ---- The names, where the node shall advertise its own: proved once on a volume, which never leaves its agent. ----

check_names() {
    shown=$volume/holdfast-names
    if [ -z "${names_suffix:-}" ]; then
        rm -f "$shown" # who goes over to names again shows it again
        return 0
    fi
    if [ -z "${names_proof:-}" ]; then
        remember_names # shown beside the process before this one
        return 0
    fi
    if [ -f "$shown" ] && [ "$(cat "$shown")" = "$names_suffix" ]; then
        return 0
    fi
    # shellcheck disable=SC2086
    if ! "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx24m -cp "$(cat lib/node.classpath)" \
        dev.holdfast.node.NamesProof "$agent" $names_proof > names.json; then
        refuse 83 "$node shall advertise its name, but $(sed -n 's/^{"result":"\(.*\)"}$/\1/p' names.json | tail -n 1)" \
            "have this agent's resolver ask Holdfast's DNS server for $names_suffix; or holdfast set ${node%%/*} options.advertise=addresses"
    fi
    remember_names
}

remember_names() {
    { printf '%s\n' "$names_suffix" > "$shown.new" && mv "$shown.new" "$shown"; } 2>/dev/null || refuse 80 \
        "cannot write to the volume of $node" "see that its disk is well"
}

# ---- What the scheduler makes up: each in a variable of its own. ----

check_made_secrets() {
    for variable in $made_secrets; do
        eval "[ -n \"\${$variable:-}\" ]" || refuse 82 "$variable, which the scheduler makes, did not reach $node" \
            "see the scheduler's log for what kept it from that; and have environment_secret in --isolation of this Mesos agent"
    done
}

# The keystore is a file of its own, for databases read none from their environment; its password never is in a file.
keep_keystore() {
    [ "$keystore" = yes ] || return 0
    (umask 077 && mkdir -p "$conf/tls" && printf '%s' "$HOLDFAST_KEYSTORE" | base64 -d > "$conf/tls/keystore.p12") \
        && [ -s "$conf/tls/keystore.p12" ] || refuse 82 "the keystore of $node cannot be written to its sandbox" \
        "see that 'base64' is on this agent, and its disk is not full"
    unset HOLDFAST_KEYSTORE
}
