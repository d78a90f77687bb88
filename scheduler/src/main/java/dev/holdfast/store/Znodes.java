package dev.holdfast.store;

import dev.holdfast.model.ZooKeeperAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;

/** Where in ZooKeeper what is kept, and how it is read. */
final class Znodes {

    static final String SCHEMA = "schema";
    static final String EPOCH = "epoch";
    static final String STAMP = "stamp";
    static final String ELECTION = "election";
    static final String VIEW = "view";
    static final String JOURNAL = "journal";
    static final String SECRETS = "secrets";
    static final String RECORDS = "record";
    static final String TARGETS = "target";
    static final String TOLD = "told";

    private static final List<String> PARENTS =
            List.of(EPOCH, STAMP, ELECTION, VIEW, JOURNAL, SECRETS, RECORDS, TARGETS, TOLD);

    /** Reads under way at once. */
    private static final int PIPELINE = 256;

    private final ZooKeeperSession session;
    private final ZooKeeperAddress place;

    Znodes(ZooKeeperSession session) {
        this.session = session;
        this.place = session.address();
    }

    String path(String name) {
        return place.child(name);
    }

    /** A record's znode: its key with colons for slashes, which no name of ours has. */
    String record(String key) {
        return path(RECORDS) + "/" + key.replace('/', ':');
    }

    /** The key of a record by its znode's name. */
    static String key(String name) {
        return name.replace(':', '/');
    }

    /** The place itself and what is always there. The schema comes last, so that a half-made place is made whole by the next. */
    void make(int schema) {
        StringBuilder path = new StringBuilder();
        for (String part : place.path().split("/", -1)) {
            if (!part.isEmpty()) {
                path.append('/').append(part);
                create(path.toString(), "");
            }
        }
        PARENTS.forEach(name -> create(path(name), ""));
        create(path(SCHEMA), Integer.toString(schema));
    }

    private void create(String path, String text) {
        session.call(path, zookeeper -> {
            try {
                return zookeeper.create(
                        path, text.getBytes(StandardCharsets.UTF_8), session.acl(), CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException e) {
                return path;
            }
        });
    }

    Optional<byte[]> data(String path) {
        return session.call(path, zookeeper -> {
            try {
                return Optional.of(zookeeper.getData(path, false, null));
            } catch (KeeperException.NoNodeException e) {
                return Optional.empty();
            }
        });
    }

    /** In the order of their names. */
    List<String> children(String path) {
        return session.call(path, zookeeper -> {
            List<String> names = new ArrayList<>(zookeeper.getChildren(path, false));
            names.sort(null);
            return names;
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Read(String name, int code, byte[] data) {}

    /** Many at once; those that went away meanwhile are left out. */
    Map<String, byte[]> all(String parent, List<String> names) {
        return session.call(parent, zookeeper -> {
            Map<String, byte[]> found = new TreeMap<>();
            BlockingQueue<Read> answers = new ArrayBlockingQueue<>(PIPELINE);
            int asked = 0;
            for (int answered = 0; answered < names.size(); answered++) {
                for (; asked < names.size() && asked - answered < PIPELINE; asked++) {
                    String name = names.get(asked);
                    zookeeper.getData(
                            parent + "/" + name,
                            false,
                            (code, path, context, data, stat) -> {
                                boolean unused = answers.offer(new Read(name, code, data == null ? new byte[0] : data));
                            },
                            null);
                }
                Read read = answers.take();
                KeeperException.Code code = KeeperException.Code.get(read.code());
                if (code == KeeperException.Code.OK) {
                    found.put(read.name(), read.data());
                } else if (code != KeeperException.Code.NONODE) {
                    throw KeeperException.create(code, parent + "/" + read.name());
                }
            }
            return found;
        });
    }
}
