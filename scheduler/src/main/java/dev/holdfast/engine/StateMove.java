package dev.holdfast.engine;

import dev.holdfast.store.SharedSecrets;
import dev.holdfast.store.SqliteStore;
import dev.holdfast.store.StateFile;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.ZooKeeperSession;
import dev.holdfast.store.ZooKeeperStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Takes state out of a file or a ZooKeeper, and puts it into another, while no scheduler runs on it. */
public final class StateMove {

    private static final String PRIVATE = "rw-------";

    private StateMove() {}

    /**
     * Writes all of a state to a file. Of a shared state, made-up secrets go to the data directory.
     *
     * @param shared empty: the state in the data directory
     */
    public static void exportTo(Path file, Path data, Optional<SharedState> shared) throws IOException {
        if (shared.isEmpty()) {
            Path state = data.resolve("state.db");
            if (!Files.exists(state)) {
                throw new StoreException(
                        "there is no state in " + data,
                        "name its directory with --data, or its ZooKeeper with --state",
                        new IllegalStateException(state.toString()));
            }
            try (Store store = SqliteStore.open(state, Scheduler::newSelf)) {
                NewFile.inPlace(file, StateFile.text(store), PRIVATE);
            }
            return;
        }
        try (ZooKeeperSession session = ZooKeeperSession.open(
                        shared.get().address(), shared.get().sessionTimeout());
                ZooKeeperStore store = ZooKeeperStore.open(session, Scheduler::newSelf)) {
            SecretFiles.in(data)
                    .shared(SharedSecrets.open(session, shared.get().keyFile()))
                    .catchUp();
            NewFile.inPlace(file, StateFile.text(store), PRIVATE);
        }
    }

    /**
     * Fills an empty state from a file. Of a shared state, all secrets in the data directory are shared.
     *
     * @return how many records it has
     */
    public static int importFrom(Path file, Path data, Optional<SharedState> shared) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String mark = Scheduler.newSelf().mark();
        if (shared.isEmpty()) {
            try (Store store = SqliteStore.open(data.resolve("state.db"), Scheduler::newSelf)) {
                return StateFile.fill(store, text, mark);
            }
        }
        try (ZooKeeperSession session = ZooKeeperSession.open(
                        shared.get().address(), shared.get().sessionTimeout());
                ZooKeeperStore store = ZooKeeperStore.open(session, Scheduler::newSelf)) {
            SharedSecrets secrets = SharedSecrets.open(session, shared.get().keyFile());
            store.takeOver("state import");
            int count = StateFile.fill(store, text, mark);
            SecretFiles.in(data).share(secrets);
            return count;
        }
    }
}
