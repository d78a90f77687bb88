package dev.holdfast.cli.run;

import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells scripts that all is ready and where to connect; appears whole or not at all. */
final class ReadyFile {

    private final Path file;

    ReadyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    /** @param clusters endpoints by the cluster's name */
    void write(String api, SortedMap<String, List<EndpointInfo>> clusters) {
        JsonMapper json = JsonMapper.shared();
        ObjectNode root = json.createObjectNode();
        root.put("api", api);
        root.put("pid", ProcessHandle.current().pid());
        ObjectNode all = root.putObject("clusters");
        clusters.forEach((name, endpoints) -> {
            ObjectNode cluster = all.putObject(name);
            endpoints.forEach(endpoint -> cluster.put(endpoint.name(), endpoint.value()));
        });
        try {
            Path whole = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(whole, json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
            move(whole);
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    private void move(Path whole) throws IOException {
        try {
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Failure cannot(IOException e) {
        return new Failure(
                Exit.UNAVAILABLE,
                "the ready file " + file + " cannot be written: " + e.getMessage(),
                "give a path in a directory that exists and can be written",
                e);
    }
}
