import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks DNS servers continually for the names of a cluster whose nodes move, and counts answers that were not true any more.
 *
 * <p>What is true is found without them: whether a broker's port takes connections, tried ten times a second, for the names of services,
 * which are of nodes that are ready; for a node's own name, where the scheduler that leads shows the node over its API; and for a task's,
 * whether it shows the task as running (its port may not be open yet). An answer is late
 * by the time between the moment at which that was first seen to have changed and the answer. The answer of a name may be kept for its time
 * to live; so one that is late by more than that is stale, and so is one that may be kept until later than twice that.
 *
 * <p>Arguments: the file that ends it when it appears, cluster, first numbers of addresses, port of brokers, DNS servers with commas
 * between, APIs with commas between.
 */
final class Asker {

    private static final int MILLIS_BETWEEN = 100;
    private static final int MILLIS_A_TRY = 400;
    private static final int ADDRESSES = 10;

    private final String cluster;
    private final String network;
    private final int port;
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private final List<String> apis;
    private final Map<String, Long> downSince = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Long>> leftSince = new ConcurrentHashMap<>();
    private final Map<String, Long> endedSince = new ConcurrentHashMap<>();
    private final Map<String, String> at = new ConcurrentHashMap<>();
    private final Map<String, long[]> rcodes = new TreeMap<>();
    private final Map<String, long[]> late = new TreeMap<>();
    private volatile boolean ended;

    private Asker(String[] given) throws IOException {
        cluster = given[1];
        network = given[2];
        port = Integer.parseInt(given[3]);
        for (String server : given[4].split(",")) {
            servers.add(new InetSocketAddress(
                    InetAddress.getByName(server.split(":")[0]), Integer.parseInt(server.split(":")[1])));
        }
        apis = List.of(given[5].split(","));
    }

    public static void main(String[] given) throws Exception {
        Asker asker = new Asker(given);
        Thread doors = new Thread(asker::tryDoors);
        Thread places = new Thread(asker::lookAtPlaces);
        doors.start();
        places.start();
        Thread.sleep(1_000);
        while (!Files.exists(Path.of(given[0]))) {
            long from = System.nanoTime();
            asker.ask();
            Thread.sleep(Math.max(1, MILLIS_BETWEEN - (System.nanoTime() - from) / 1_000_000));
        }
        asker.ended = true;
        asker.report();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void tryDoors() {
        while (!ended) {
            for (int i = 2; i < 2 + ADDRESSES; i++) {
                String address = network + "." + i;
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), MILLIS_A_TRY);
                    downSince.remove(address);
                } catch (IOException e) {
                    downSince.putIfAbsent(address, now());
                }
            }
            sleep();
        }
    }

    private void lookAtPlaces() {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofMillis(MILLIS_A_TRY))
                .build();
        JsonMapper json = JsonMapper.shared();
        while (!ended) {
            for (String api : apis) {
                try {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(URI.create(api + "/v1/clusters/" + cluster))
                                    .timeout(Duration.ofSeconds(1))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    boolean leads = !answer.headers().firstValue("Holdfast-Role").orElse("").equals("standby");
                    if (answer.statusCode() == 200 && leads) {
                        place(json.readTree(answer.body()));
                    }
                } catch (IOException e) {
                    // It does not answer; another does, or none.
                } catch (InterruptedException e) {
                    return;
                }
            }
            sleep();
        }
    }

    private void place(JsonNode shown) {
        long now = now();
        Map<String, String> seen = new HashMap<>();
        for (JsonNode node : shown.path("nodes")) {
            String name = node.path("id").asString("").replaceFirst(".*/", "");
            seen.put(name, node.path("address").asString(""));
            if (List.of("running", "ready").contains(node.path("state").asString(""))) {
                endedSince.remove(name);
            } else {
                endedSince.putIfAbsent(name, now);
            }
        }
        for (String name : at.keySet()) {
            if (seen.putIfAbsent(name, "") == null) {
                endedSince.putIfAbsent(name, now);
            }
        }
        seen.forEach((name, address) -> {
            String before = at.put(name, address);
            if (before != null && !before.isEmpty() && !before.equals(address)) {
                leftSince.computeIfAbsent(name, none -> new ConcurrentHashMap<>()).put(before, now);
            }
            leftSince.computeIfAbsent(name, none -> new ConcurrentHashMap<>()).remove(address);
        });
    }

    private static void sleep() {
        try {
            Thread.sleep(MILLIS_BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws IOException {
        String suffix = cluster + ".holdfast.mesos.";
        for (InetSocketAddress server : servers) {
            service(server, "group A", "broker." + suffix, Type.A);
            service(server, "group SRV", "_client._tcp.broker." + suffix, Type.SRV);
            for (int i = 0; i < 4; i++) {
                node(server, "node A", "broker-" + i, "broker-" + i + "." + suffix);
                task(server, "task A", "broker-" + i, "broker-" + i + "-" + cluster + ".holdfast.mesos.", Type.A);
                task(server, "task SRV", "broker-" + i, "_client._broker-" + i + "-" + cluster + "._tcp.holdfast.mesos.", Type.SRV);
            }
        }
    }

    private void service(InetSocketAddress server, String kind, String name, int type) throws IOException {
        Message answer = ask(server, kind, name, type);
        Map<String, String> hosts = new HashMap<>();
        if (answer == null) {
            return;
        }
        List<Record> all = new ArrayList<>(answer.getSection(Section.ANSWER));
        all.addAll(answer.getSection(Section.ADDITIONAL));
        for (Record record : all) {
            if (record instanceof ARecord address) {
                hosts.put(address.getAddress().getHostAddress(), "");
                judge(kind, downSince.get(address.getAddress().getHostAddress()), record.getTTL());
            } else if (record instanceof SRVRecord) {
                judge(kind, null, record.getTTL());
            }
        }
    }

    private void node(InetSocketAddress server, String kind, String node, String name) throws IOException {
        Message answer = ask(server, kind, name, Type.A);
        if (answer == null) {
            return;
        }
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof ARecord address) {
                Map<String, Long> left = leftSince.getOrDefault(node, Map.of());
                judge(kind, left.get(address.getAddress().getHostAddress()), record.getTTL());
            }
        }
    }

    private void task(InetSocketAddress server, String kind, String node, String name, int type) throws IOException {
        Message answer = ask(server, kind, name, type);
        if (answer != null) {
            for (Record record : answer.getSection(Section.ANSWER)) {
                judge(kind, endedSince.get(node), record.getTTL());
            }
        }
    }

    /** 0 all, 1 late, 2 latest in ms, 3 kept longest in ms, 4 stale. */
    private void judge(String kind, Long changed, long ttlSeconds) {
        long[] of = late.computeIfAbsent(kind, none -> new long[5]);
        of[0]++;
        if (changed != null) {
            long by = now() - changed;
            of[1]++;
            of[2] = Math.max(of[2], by);
            of[3] = Math.max(of[3], by + 1_000 * ttlSeconds);
            if (by > 5_000) {
                of[4]++;
            }
        }
    }

    private Message ask(InetSocketAddress server, String kind, String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        byte[] wire = query.toWire();
        String outcome = "no answer";
        Message answer = null;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(MILLIS_A_TRY);
            socket.connect(server);
            socket.send(new DatagramPacket(wire, wire.length));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            outcome = Rcode.string(answer.getRcode());
            if (answer.getRcode() != Rcode.NOERROR) {
                answer = null;
            }
        } catch (IOException e) {
            // Counted as none.
        }
        rcodes.computeIfAbsent(kind + " " + outcome, none -> new long[1])[0]++;
        return answer;
    }

    private void report() {
        rcodes.forEach((what, count) -> System.out.printf("%-22s %8d%n", what, count[0]));
        System.out.printf("%n%-12s %10s %10s %14s %16s %8s%n", "records", "all", "late", "latest (ms)", "kept till (ms)", "stale");
        late.forEach((kind, of) ->
                System.out.printf("%-12s %10d %10d %14d %16d %8d%n", kind, of[0], of[1], of[2], of[3], of[4]));
        System.exit(late.values().stream().anyMatch(of -> of[4] > 0) ? 1 : 0);
    }
}
