package dev.holdfast.local.master;

import com.google.protobuf.Message;
import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.local.master.Checkpoint.Standing;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.DrainInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.MachineInfo;
import dev.holdfast.mesos.v1.maintenance.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Keeps a {@link Checkpoint} in a file, replaced as a whole, so that a crash leaves the old one or the new one. */
final class CheckpointFile {

    private static final String NAME = "master.json";

    private final Path file;

    CheckpointFile(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /** What was saved last, or nothing on a first start. */
    Checkpoint load() throws IOException {
        if (!Files.exists(file)) {
            return Checkpoint.NOTHING;
        }
        try {
            JsonNode json = MesosJson.tree(Files.readAllBytes(file));
            List<FrameworkInfo> frameworks = new ArrayList<>();
            for (JsonNode info : json.path("frameworks")) {
                frameworks.add(MesosJson.convert(info, FrameworkInfo.getDefaultInstance()));
            }
            List<String> removed = new ArrayList<>();
            json.path("removed_frameworks").forEach(id -> removed.add(id.asString("")));
            List<KnownAgent> agents = new ArrayList<>();
            for (JsonNode agent : json.path("agents")) {
                agents.add(agent(agent));
            }
            List<MachineInfo> machines = new ArrayList<>();
            for (JsonNode machine : json.path("machines")) {
                machines.add(MesosJson.convert(machine, MachineInfo.getDefaultInstance()));
            }
            Schedule schedule = json.has("schedule")
                    ? MesosJson.convert(json.path("schedule"), Schedule.getDefaultInstance())
                    : Schedule.getDefaultInstance();
            return new Checkpoint(
                    List.copyOf(frameworks),
                    List.copyOf(removed),
                    List.copyOf(agents),
                    List.copyOf(machines),
                    schedule);
        } catch (MalformedMessageException | IllegalArgumentException broken) {
            throw new IOException(
                    "The embedded master cannot read " + file + ": " + broken.getMessage()
                            + "\nMove the file away: the master then knows no agent or framework, and agents must start"
                            + " with an empty directory too.",
                    broken);
        }
    }

    private static KnownAgent agent(JsonNode json) throws MalformedMessageException {
        return new KnownAgent(
                MesosJson.convert(json.path("info"), AgentInfo.getDefaultInstance()),
                Standing.valueOf(json.path("standing").asString("")),
                json.path("since").asLong(0),
                json.path("deactivated").asBoolean(false),
                json.has("drain")
                        ? MesosJson.convert(json.path("drain"), DrainInfo.getDefaultInstance())
                        : DrainInfo.getDefaultInstance());
    }

    /** Durable when this returns. */
    void save(Checkpoint checkpoint) throws IOException {
        Path fresh = file.resolveSibling(NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(encode(checkpoint));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] encode(Checkpoint checkpoint) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = MesosJson.MAPPER.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("frameworks");
            checkpoint.frameworks().forEach(info -> message(json, info));
            json.writeEndArray();
            json.writeArrayPropertyStart("removed_frameworks");
            checkpoint.removedFrameworks().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("agents");
            checkpoint.agents().forEach(agent -> agent(json, agent));
            json.writeEndArray();
            json.writeArrayPropertyStart("machines");
            checkpoint.machines().forEach(machine -> message(json, machine));
            json.writeEndArray();
            json.writeName("schedule");
            message(json, checkpoint.schedule());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void agent(JsonGenerator json, KnownAgent agent) {
        json.writeStartObject();
        json.writeName("info");
        message(json, agent.info());
        json.writeStringProperty("standing", agent.standing().name());
        json.writeNumberProperty("since", agent.since());
        json.writeBooleanProperty("deactivated", agent.deactivated());
        if (agent.drain().hasState()) {
            json.writeName("drain");
            message(json, agent.drain());
        }
        json.writeEndObject();
    }

    private static void message(JsonGenerator json, Message message) {
        MesosJson.write(json, message, MesosJson.Unset.LEFT_OUT);
    }
}
