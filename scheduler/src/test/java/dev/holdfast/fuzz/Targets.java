package dev.holdfast.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.cli.run.Databases;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.mesos.FuzzDoor;
import dev.holdfast.mesos.MesosEvent;
import dev.holdfast.mesos.WireFormat;
import dev.holdfast.model.Agent;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.SpecWriter;
import dev.holdfast.spec.Verdict;
import dev.holdfast.store.SqliteStore;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/** Everything of ours that reads from outside. */
final class Targets implements AutoCloseable {

    private static final String KAFKA = "name: orders\npackage: kafka\n";

    private final Path directory;
    private final ApiHouse house;
    private final SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
    private final SpecReader specs = new SpecReader(Databases.specRules(packages, "holdfast"));
    private final Loop loop = new Loop(specs.read(KAFKA).spec().orElseThrow());

    Targets(Path directory) throws Exception {
        this.directory = directory;
        // Every event that is passed over is logged, and here these are most.
        ((Logger) LoggerFactory.getLogger("dev.holdfast.mesos.SubscriptionLoop")).setLevel(Level.OFF);
        this.house = new ApiHouse(Files.createDirectories(directory.resolve("api")), ApiSettings.loopback(0));
        house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
    }

    List<Target> all() throws Exception {
        return List.of(
                new Reading("RecordIO", 150, new ByteMutator(), FuzzDoor.streams(), FuzzDoor::reads),
                events("protobuf events", WireFormat.PROTOBUF, new ByteMutator()),
                events("JSON events", WireFormat.JSON, new JsonMutator()),
                agents("protobuf agents", WireFormat.PROTOBUF, new ByteMutator()),
                agents("JSON agents", WireFormat.JSON, new JsonMutator()),
                new Reading("specs", 150, new TextMutator(), specSamples(), this::spec),
                new Reading("state records", 150, recordMutator(), dev.holdfast.store.FuzzDoor.records(), this::record),
                new Reading("state files", 3, new ByteMutator(), List.of(stateFile()), this::stateFile),
                new Reading("REST bodies", 10, this::request, requests(), this::rest));
    }

    private Target events(String name, WireFormat format, Mutator mutator) {
        return new Reading(name, 150, mutator, FuzzDoor.events(format), input -> {
            Optional<MesosEvent> said = FuzzDoor.event(input, format);
            said.flatMap(dev.holdfast.engine.FuzzDoor::event).ifPresent(loop::take);
            return said.isPresent();
        });
    }

    private Target agents(String name, WireFormat format, Mutator mutator) {
        return new Reading(name, 50, mutator, FuzzDoor.agentLists(format), input -> {
            Optional<List<Agent>> agents = FuzzDoor.agents(input, format);
            agents.ifPresent(known -> loop.take(new Event.AgentsKnown(Optional.of(known), "")));
            return agents.isPresent();
        });
    }

    // Specs

    private static List<byte[]> specSamples() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        samples.add(KAFKA.getBytes(StandardCharsets.UTF_8));
        samples.add("name: db\npackage: crate\n".getBytes(StandardCharsets.UTF_8));
        String manual = Files.readString(Path.of("..", "docs", "spec.md")); // tests run in the module's directory
        String fence = "```yaml\n";
        for (int at = manual.indexOf(fence); at >= 0; at = manual.indexOf(fence, at + 1)) {
            String shown = manual.substring(at + fence.length(), manual.indexOf("```", at + fence.length()));
            samples.add(shown.getBytes(StandardCharsets.UTF_8));
        }
        return samples;
    }

    /** What is accepted can be written, and what was written means the same. */
    private boolean spec(byte[] input) {
        Verdict verdict = specs.read(new String(input, StandardCharsets.UTF_8));
        if (verdict.spec().isEmpty()) {
            if (verdict.problems().isEmpty()) {
                throw new AssertionError("rejected without a problem");
            }
            return false;
        }
        ClusterSpec spec = verdict.spec().get();
        DatabasePackage database = packages.get(spec.packageName());
        if (database != null) {
            database.rules().validate(spec, Optional.empty());
        }
        Verdict again = specs.read(SpecWriter.write(spec));
        if (!again.spec().equals(Optional.of(spec))) {
            throw new AssertionError("written and read again it is " + again + ", and was " + spec);
        }
        return true;
    }

    // State

    private static Mutator recordMutator() {
        JsonMutator json = new JsonMutator();
        return (samples, random) -> {
            String sample = new String(samples.get(random.nextInt(samples.size())), StandardCharsets.UTF_8);
            int end = sample.indexOf('\n');
            List<byte[]> bodies = samples.stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .map(text -> text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8))
                    .toList();
            byte[] own = sample.substring(end + 1).getBytes(StandardCharsets.UTF_8);
            byte[] body = json.mutate(random.nextInt(10) == 0 ? bodies : List.of(own), random);
            return (sample.substring(0, end + 1) + new String(body, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
        };
    }

    private boolean record(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        Optional<Fact> fact = dev.holdfast.store.FuzzDoor.read(text.substring(0, end), text.substring(end + 1));
        fact.ifPresent(loop::begin);
        return fact.isPresent();
    }

    private byte[] stateFile() throws IOException {
        Path file = directory.resolve("template.db");
        try (SqliteStore store = SqliteStore.open(file, Targets::self)) {
            store.load();
            for (byte[] record : dev.holdfast.store.FuzzDoor.records()) {
                String text = new String(record, StandardCharsets.UTF_8);
                int end = text.indexOf('\n');
                dev.holdfast.store.FuzzDoor.read(text.substring(0, end), text.substring(end + 1))
                        .ifPresent(fact -> store.commit(List.of(fact)));
            }
        }
        return Files.readAllBytes(file);
    }

    private static Self self() {
        return new Self("owner-1", "m1", Optional.empty(), 0);
    }

    private boolean stateFile(byte[] input) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("states"));
        Path file = Files.write(folder.resolve("state.db"), input);
        try (SqliteStore store = SqliteStore.open(file, Targets::self)) {
            store.load();
            return true;
        } catch (StoreException refused) {
            if (String.valueOf(refused.getMessage()).isBlank()
                    || refused.remedy().isBlank()) {
                throw new AssertionError("rejected without cause or remedy", refused);
            }
            return false;
        } finally {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path left : files) {
                    Files.delete(left);
                }
            }
        }
    }

    // REST

    /** A line with method and path, then the body. */
    private static List<byte[]> requests() {
        String orders = "/v1/clusters/orders/";
        List<String> requests = List.of(
                "POST /v1/clusters?preview=true\n{\"packageName\":\"kafka\",\"name\":\"more\",\"assignments\":[\"broker.count=4\"]}",
                "POST " + orders + "scale?preview=true\n{\"wishes\":[\"broker=4\",\"controller=1\"]}",
                "POST " + orders
                        + "set?preview=true\n{\"assignments\":[\"log.retention.hours=24\",\"broker.memory=2 GB\"]}",
                "POST " + orders + "upgrade?preview=true\n{\"version\":\"4.2.0\"}",
                "POST " + orders + "restart\n{\"nodes\":[\"broker-0\"]}",
                "POST " + orders + "stop\n{\"nodes\":[\"broker-1\"]}",
                "POST " + orders + "start\n{\"nodes\":[]}",
                "POST " + orders + "replace\n{\"node\":\"broker-0\"}",
                "POST " + orders + "resume\n{\"override\":\"min-isr\"}",
                "POST " + orders + "pause\n{}",
                "POST " + orders + "rebalance\n{\"throttle\":\"1000000\"}",
                "POST " + orders + "uninstall\n{\"confirmation\":\"orders!\"}",
                "POST /v1/audit/m1-1/release\n{\"confirmation\":\"m1-1\"}",
                "POST /v1/audit/m1-1/adopt\n{}",
                "PUT /v1/clusters/more?preview=true\n{\"name\":\"more\",\"package\":\"kafka\"}");
        return requests.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private byte[] request(List<byte[]> samples, SplittableRandom random) {
        return recordMutator().mutate(samples, random);
    }

    private boolean rest(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        int end = text.indexOf('\n');
        ApiHouse.Answered answer =
                house.send(text.substring(0, space), text.substring(space + 1, end), text.substring(end + 1));
        if (answer.status() >= 500) {
            throw new AssertionError("answered " + answer.status() + ": " + answer.text());
        }
        if (answer.status() >= 400 && answer.problem().isBlank()) {
            throw new AssertionError("refused without a reason: " + answer.text());
        }
        return answer.status() < 400;
    }

    @Override
    public void close() {
        house.close();
    }
}
