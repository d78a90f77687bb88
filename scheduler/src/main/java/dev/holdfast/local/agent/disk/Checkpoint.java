package dev.holdfast.local.agent.disk;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An agent's state in one file. Writing what is already there costs nothing. */
public final class Checkpoint {

    private static final String NAME = "state.json";

    private final Path directory;
    private final Path file;
    private Optional<Saved> saved = Optional.empty();

    /** A checkpoint in this directory, which is made when it is first written. */
    public Checkpoint(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(NAME);
    }

    /**
     * The state last saved and the boot it was saved in; empty for a new agent.
     *
     * @throws IOException when the file cannot be read or is not what this program writes
     */
    public Optional<Saved> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        try {
            return Optional.of(CheckpointCodec.decode(content));
        } catch (MalformedMessageException | RuntimeException damaged) {
            throw new IOException(
                    "The agent's checkpoint " + file + " is damaged (" + damaged.getMessage()
                            + "). Put a copy of it back, or delete the agent's work directory to begin again without"
                            + " its data",
                    damaged);
        }
    }

    /** Saves the state durably. */
    public void write(AgentSnapshot state, String bootId) throws IOException {
        Optional<Saved> next = Optional.of(new Saved(state, bootId));
        if (!next.equals(saved)) {
            Files.createDirectories(directory);
            AtomicFile.write(directory, NAME, CheckpointCodec.encode(next.get()));
            saved = next;
        }
    }

    /**
     * A state and when it was true.
     *
     * @param bootId names one run of the machine; processes of another run are gone
     */
    public record Saved(AgentSnapshot state, String bootId) {}
}
