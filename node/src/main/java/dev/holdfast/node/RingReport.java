package dev.holdfast.node;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A Cassandra node's state as JSON: what it is doing, the ring as it sees it, and what is in flight. All of it from management beans, which are
 * looked up only when somebody asks.
 */
final class RingReport {

    static final String STORAGE = "org.apache.cassandra.db:type=StorageService";
    static final String COMPACTIONS = "org.apache.cassandra.db:type=CompactionManager";
    private static final String GOSSIPER = "org.apache.cassandra.net:type=Gossiper";
    private static final String FAILURES = "org.apache.cassandra.net:type=FailureDetector";
    private static final String METRICS = "org.apache.cassandra.metrics:type=";
    private static final String LIVE_BYTES = METRICS + "Keyspace,keyspace=*,name=LiveDiskSpaceUsed";
    private static final String OLD_SSTABLES = METRICS + "Table,name=OldVersionSSTableCount";

    private final Beans beans;
    private final int incarnation;
    private final String address;
    private final Volume volume;
    private final long startedAt = System.currentTimeMillis();
    /** When this process was first seen to be a full member; 0 if it was not. */
    private volatile long normalSince;

    RingReport(Beans beans, int incarnation, String address, Volume volume) {
        this.beans = beans;
        this.incarnation = incarnation;
        this.address = address;
        this.volume = volume;
    }

    /** The operation mode; before Cassandra has its beans it is starting too. */
    static String mode(Beans beans) {
        String mode = beans.text(STORAGE, "OperationMode");
        return mode.isEmpty() ? "STARTING" : mode;
    }

    String json() {
        String mode = mode(beans);
        long now = System.currentTimeMillis();
        if (normalSince == 0 && mode.equals("NORMAL")) {
            normalSince = now;
        }
        JsonLine json = new JsonLine()
                .add("database", "cassandra")
                .add("incarnation", incarnation)
                .add("pid", ProcessHandle.current().pid())
                .add("startedAt", startedAt)
                .add("joinedAt", volume.joinedAtMillis())
                .add("awayMs", volume.awayMillis())
                .add("normalMs", normalSince == 0 ? -1 : Math.max(0, now - normalSince))
                .add("mode", mode)
                .add("hostId", beans.text(STORAGE, "LocalHostId"))
                .add("address", address)
                .add("release", beans.text(STORAGE, "ReleaseVersion"))
                .add("schema", beans.text(STORAGE, "SchemaVersion"))
                .add("nativeRunning", beans.isTrue(STORAGE, "NativeTransportRunning"))
                .add("bootstrap", beans.text(STORAGE, "BootstrapState"))
                .addAll("ring", ring())
                .addAll("streams", new Streams(beans).json())
                .addAll("compactions", compactions())
                .add("disk", disk())
                .add("keyspaces", keyspaces())
                .add("replication", replication())
                .add("hints", volume.hints().bytes())
                .addAll("hintsFor", volume.hints().byMember())
                .add("oldSstables", beans.number(OLD_SSTABLES, "Value"));
        return json.end();
    }

    private List<JsonLine> ring() {
        Map<String, String> hostIds = beans.map(STORAGE, "EndpointWithPortToHostId");
        Map<String, Map<String, String>> gossip =
                GossipText.parse(beans.text(FAILURES, "AllEndpointStatesWithPortAndResolveIp"));
        Map<String, List<Long>> tokens = tokens();
        Set<String> live = set("LiveNodesWithPort");
        Set<String> joining = set("JoiningNodesWithPort");
        Set<String> leaving = set("LeavingNodesWithPort");
        Set<String> moving = set("MovingNodesWithPort");
        Set<String> all = new TreeSet<>(hostIds.keySet());
        all.addAll(gossip.keySet());
        all.addAll(tokens.keySet());
        all.addAll(joining);
        List<JsonLine> members = new ArrayList<>();
        for (String member : all) {
            Map<String, String> said = gossip.getOrDefault(member, Map.of());
            String standing = joining.contains(member)
                    ? "JOINING"
                    : leaving.contains(member)
                            ? "LEAVING"
                            : moving.contains(member) ? "MOVING" : tokens.containsKey(member) ? "NORMAL" : "OUTSIDE";
            boolean up = live.contains(member);
            members.add(new JsonLine()
                    .add("address", withoutPort(member))
                    .add("hostId", hostIds.getOrDefault(member, said.getOrDefault("HOST_ID", "")))
                    .add("standing", standing)
                    .add("up", up)
                    .add("downMs", up ? 0 : downMillis(member))
                    .add("dc", said.getOrDefault("DC", ""))
                    .add("rack", said.getOrDefault("RACK", ""))
                    .add("load", bytes(said.getOrDefault("LOAD", "")))
                    .addNumbers("tokens", tokens.getOrDefault(member, List.of()))
                    .add("release", said.getOrDefault("RELEASE_VERSION", ""))
                    .add("schema", said.getOrDefault("SCHEMA", "")));
        }
        return members;
    }

    private Set<String> set(String attribute) {
        return new HashSet<>(beans.texts(STORAGE, attribute));
    }

    private Map<String, List<Long>> tokens() {
        Map<String, List<Long>> tokens = new HashMap<>();
        beans.map(STORAGE, "TokenToEndpointWithPortMap").forEach((token, member) -> {
            try {
                tokens.computeIfAbsent(member, any -> new ArrayList<>()).add(Long.valueOf(token));
            } catch (NumberFormatException e) {
                // Another partitioner's: the member has tokens all the same.
            }
        });
        return tokens;
    }

    private long downMillis(String member) {
        return Math.max(0, bytes(ask(GOSSIPER, "getEndpointDowntime", member)));
    }

    private List<JsonLine> compactions() {
        List<JsonLine> all = new ArrayList<>();
        for (Object each : beans.all(COMPACTIONS, "Compactions")) {
            if (each instanceof Map<?, ?> compaction) {
                all.add(new JsonLine()
                        .add("type", text(compaction, "taskType"))
                        .add("keyspace", text(compaction, "keyspace"))
                        .add("table", text(compaction, "columnfamily"))
                        .add("done", bytes(text(compaction, "completed")))
                        .add("total", bytes(text(compaction, "total")))
                        .add("unit", text(compaction, "unit")));
            }
        }
        return all;
    }

    private JsonLine disk() {
        File directory = volume.directory();
        boolean there = directory.isDirectory();
        return new JsonLine()
                .add("free", there ? directory.getUsableSpace() : -1)
                .add("total", there ? directory.getTotalSpace() : -1);
    }

    private JsonLine keyspaces() {
        TreeMap<String, Long> bytes = new TreeMap<>();
        for (ObjectName name : beans.named(LIVE_BYTES)) {
            String keyspace = name.getKeyProperty("keyspace");
            long value = beans.number(name.getCanonicalName(), "Value");
            if (keyspace != null && value >= 0) {
                bytes.put(keyspace, value);
            }
        }
        JsonLine json = new JsonLine();
        bytes.forEach(json::add);
        return json;
    }

    /** As Cassandra words it: {@code SimpleStrategy {replication_factor=1}}. */
    private JsonLine replication() {
        JsonLine json = new JsonLine();
        for (String keyspace : beans.texts(STORAGE, "Keyspaces")) {
            String said = ask(STORAGE, "getKeyspaceReplicationInfo", keyspace);
            if (!said.isEmpty()) {
                json.add(keyspace, said);
            }
        }
        return json;
    }

    /** An operation with one text as argument; empty if it failed. */
    private String ask(String bean, String operation, String argument) {
        try {
            return String.valueOf(beans.call(bean, operation, new Object[] {argument}, String.class.getName()));
        } catch (IOException | JMException | RuntimeException e) {
            return "";
        }
    }

    static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    /** Cassandra tells loads as decimals. */
    private static long bytes(String number) {
        try {
            return number.isEmpty() ? -1 : (long) Double.parseDouble(number);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static String withoutPort(String member) {
        int colon = member.lastIndexOf(':');
        String address = colon < 0 ? member : member.substring(0, colon);
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }
}
