package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * State in ZooKeeper, for several schedulers of which one leads: one znode a record, below {@code record}; every accepted wish below
 * {@code target} and the event log below {@code told}, both bounded.
 *
 * <ol>
 *   <li>Anybody may read. Only who has {@linkplain #takeOver taken over} may commit, until the next one does.
 *   <li>A commit that fits is one ZooKeeper transaction, which checks the epoch.
 *   <li>One that does not fit is first written beside, in parts, to {@code journal}; then one transaction says that the journal is
 *       whole, and with it the commit is made. After that the parts are done one by one, and the journal is emptied. Whoever takes
 *       over does all parts of a whole journal again before he reads, and throws away one that is not. Facts replace whole records, so
 *       doing them twice, also in part, changes nothing; and nobody commits in between, for the epoch is one leader's.
 * </ol>
 */
public final class ZooKeeperStore implements Portable {

    /** Of the records; the same as SQLite's, so that one can be copied to the other. */
    public static final int SCHEMA_VERSION = SqliteStore.SCHEMA_VERSION;

    private static final int TARGETS_KEPT = 50;

    /** Lines of one commit and cluster are one znode. */
    private static final int TOLD_KEPT = 4_000;

    private final ZooKeeperSession session;
    private final Znodes znodes;
    private final Self fresh;
    private final JsonMapper json = Json.mapper();
    private final Records records = new Records(json);

    /** What we know to be there; only who leads, and so writes alone, can know it. */
    private final TreeSet<String> known = new TreeSet<>();

    private Optional<Epoch> epoch = Optional.empty();
    private Optional<GuardedWrites> writes = Optional.empty();

    private record Wish(Instant at, ClusterSpec spec) {}

    private String oldestTold = "";
    private Instant oldestToldAt = Instant.MAX;

    private ZooKeeperStore(ZooKeeperSession session, Znodes znodes, Self fresh) {
        this.session = session;
        this.znodes = znodes;
        this.fresh = fresh;
    }

    /**
     * Opens the place that the session's address names, or makes it. Reads only, until {@link #takeOver}.
     *
     * @param fresh who we are if there is no state yet
     * @throws StoreException if it was written by a newer Holdfast, or ZooKeeper does not let us
     */
    public static ZooKeeperStore open(ZooKeeperSession session, Supplier<Self> fresh) {
        return new ZooKeeperStore(session, prepared(session), fresh.get());
    }

    /** The place as it must be before anything is looked for in it. */
    static Znodes prepared(ZooKeeperSession session) {
        Znodes znodes = new Znodes(session);
        Optional<String> schema =
                znodes.data(znodes.path(Znodes.SCHEMA)).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
        if (schema.isPresent()) {
            refuseUnlessKnown(session, schema.get());
        } else {
            znodes.make(SCHEMA_VERSION);
        }
        return znodes;
    }

    private static void refuseUnlessKnown(ZooKeeperSession session, String schema) {
        if (!schema.matches("\\d{1,9}")) {
            throw new StoreException(
                    session.address() + " is no state of Holdfast's",
                    "give a path of its own, as in zk://" + session.address().servers() + "/holdfast",
                    new IllegalStateException("schema " + schema));
        }
        if (Integer.parseInt(schema) > SCHEMA_VERSION) {
            throw new StoreException(
                    "the state in " + session.address() + " was written by a newer Holdfast (schema " + schema
                            + ", this one reads " + SCHEMA_VERSION + ")",
                    "start that newer Holdfast, or use another path",
                    new IllegalStateException("schema " + schema));
        }
    }

    /**
     * Begins an epoch of ours: from now on nobody else commits. Call {@link #load} after it.
     *
     * @param holder for people: who took over
     */
    public synchronized Tenure takeOver(String holder) {
        Epoch begun = Epoch.begin(session, znodes.path(Znodes.EPOCH), holder);
        epoch = Optional.of(begun);
        writes = Optional.of(new GuardedWrites(session, begun, znodes.path(Znodes.STAMP)));
        known.clear();
        for (String parent : List.of(Znodes.RECORDS, Znodes.TARGETS, Znodes.TOLD, Znodes.JOURNAL)) {
            String path = znodes.path(parent);
            znodes.children(path).forEach(name -> known.add(path + "/" + name));
        }
        return begun;
    }

    @Override
    public synchronized State load() {
        if (writes.isPresent()) {
            redo(writes.get());
        }
        State state = State.fresh(fresh);
        boolean selfKnown = false;
        for (Fact fact : recordsAsFacts()) {
            selfKnown |= fact instanceof Fact.SelfIs;
            state = state.after(fact);
        }
        state = state.toldUpTo(pages().newest());
        if (!selfKnown && writes.isPresent()) {
            commit(List.of(new Fact.SelfIs(fresh)));
        }
        return state;
    }

    private List<Fact> recordsAsFacts() {
        String parent = znodes.path(Znodes.RECORDS);
        List<Fact> facts = new ArrayList<>();
        znodes.all(parent, znodes.children(parent)).forEach((name, data) -> {
            String key = Znodes.key(name);
            facts.add(readable(parent + "/" + name, () -> records.read(key, Packed.unpack(data))));
        });
        return facts;
    }

    static <T> T readable(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) { // whatever a damaged record makes of our records' constructors
            throw new StoreException(
                    "the record '" + path + "' in ZooKeeper cannot be read: " + e.getMessage(),
                    "restore it from a copy (holdfast state import); the databases' own data is untouched",
                    e);
        }
    }

    @Override
    public synchronized void commit(List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        GuardedWrites to = writes.orElseThrow(() -> new FencedException(
                "this scheduler stands by and writes nothing", new IllegalStateException("no epoch")));
        Batch batch = batch(facts, to.count());
        batch.tooLong().ifPresent(change -> {
            throw new StoreException(
                    "the record " + change.getKey() + " is too long for ZooKeeper (" + Batch.MOST_BYTES
                            + " bytes packed)",
                    "split that cluster into smaller ones, or keep the state in SQLite",
                    new IllegalArgumentException(change.getKey()));
        });
        List<Batch> parts = batch.parts();
        if (parts.size() == 1) {
            write(to, batch, List.of());
        } else {
            journalled(to, parts);
        }
    }

    private Batch batch(List<Fact> facts, long number) {
        Batch batch = new Batch();
        Map<String, List<ToldLine>> told = new LinkedHashMap<>();
        for (Fact fact : facts) {
            records.change(fact).ifPresent(change -> {
                String path = znodes.record(change.key());
                change.json().ifPresentOrElse(text -> batch.put(path, Packed.pack(text)), () -> batch.drop(path));
            });
            if (fact instanceof Fact.TargetAccepted accepted) {
                target(batch, accepted);
            } else if (fact instanceof Fact.Told line) {
                told.computeIfAbsent(line.cluster().map(ClusterName::value).orElse(""), name -> new ArrayList<>())
                        .add(ToldLine.of(line));
            }
        }
        told.forEach((cluster, lines) -> batch.put(
                toldPath(epoch.orElseThrow().number(), number, cluster), Packed.pack(json.writeValueAsString(lines))));
        bound(batch, znodes.path(Znodes.TOLD), TOLD_KEPT);
        if (!told.isEmpty()) {
            dropOld(batch, told.values().iterator().next().get(0).at());
        }
        return batch;
    }

    /** Sorted by name they are in the order of their telling. */
    private String toldPath(int epochNumber, long number, String cluster) {
        return String.format("%s/%010d.%012d:%s", znodes.path(Znodes.TOLD), epochNumber, number, cluster);
    }

    private String targetPath(ClusterName name, long number) {
        return String.format("%s/%s:%010d", znodes.path(Znodes.TARGETS), name, number);
    }

    /** Later ones are those of an earlier cluster of that name. */
    private void target(Batch batch, Fact.TargetAccepted accepted) {
        String path = targetPath(accepted.name(), accepted.number());
        String prefix = targetPath(accepted.name(), 0).replaceFirst("0+$", "");
        for (String other : List.copyOf(known.subSet(prefix, prefix + "~"))) {
            long number = Long.parseLong(other.substring(prefix.length()));
            if (number > accepted.number() || number <= accepted.number() - TARGETS_KEPT) {
                batch.drop(other);
            }
        }
        batch.put(path, Packed.pack(json.writeValueAsString(new Wish(accepted.at(), accepted.spec()))));
    }

    private void bound(Batch batch, String parent, int kept) {
        List<String> there = new ArrayList<>(known.subSet(parent + "/", parent + "/~"));
        long more = batch.changes().keySet().stream()
                .filter(path -> path.startsWith(parent + "/") && !known.contains(path))
                .count();
        for (int i = 0; i < there.size() + more - kept && i < there.size(); i++) {
            batch.drop(there.get(i));
        }
    }

    /** The oldest page goes when it is too old: pages come one by one, and so they go. It is read once, and again after it went. */
    private void dropOld(Batch batch, Instant now) {
        String oldest = known.ceiling(znodes.path(Znodes.TOLD) + "/");
        if (oldest == null
                || !oldest.startsWith(znodes.path(Znodes.TOLD) + "/")
                || batch.changes().containsKey(oldest)) {
            return;
        }
        if (!oldest.equals(oldestTold)) {
            oldestToldAt = pages().at(oldest).orElse(now);
            oldestTold = oldest;
        }
        if (oldestToldAt.isBefore(now.minus(ToldTable.KEPT_FOR))) {
            batch.drop(oldest);
        }
    }

    /** One transaction: these changes, and what goes with them. */
    private void write(GuardedWrites to, Batch batch, List<Op> with) {
        List<Op> ops = new ArrayList<>(with);
        batch.changes().forEach((path, data) -> {
            if (data.isPresent()) {
                ops.add(
                        known.contains(path)
                                ? Op.setData(path, data.get(), -1)
                                : Op.create(path, data.get(), session.acl(), CreateMode.PERSISTENT));
            } else if (known.contains(path)) {
                ops.add(Op.delete(path, -1));
            }
        });
        to.run(ops);
        batch.changes().forEach((path, data) -> {
            boolean unused = data.isPresent() ? known.add(path) : known.remove(path);
        });
    }

    private void journalled(GuardedWrites to, List<Batch> parts) {
        for (int i = 0; i < parts.size(); i++) {
            Batch part = new Batch();
            part.put(journalPath(i), parts.get(i).bytes());
            write(to, part, List.of());
        }
        to.run(List.of(journalHolds(parts.size()))); // the commit
        for (Batch part : parts) {
            write(to, part, List.of());
        }
        emptyJournal(to);
    }

    private String journalPath(int part) {
        return String.format("%s/%06d", znodes.path(Znodes.JOURNAL), part);
    }

    private Op journalHolds(int parts) {
        return Op.setData(znodes.path(Znodes.JOURNAL), Integer.toString(parts).getBytes(StandardCharsets.UTF_8), -1);
    }

    private void emptyJournal(GuardedWrites to) {
        String parent = znodes.path(Znodes.JOURNAL) + "/";
        Batch gone = new Batch();
        known.subSet(parent, parent + "~").forEach(gone::drop);
        List<Batch> parts = gone.parts();
        write(to, parts.get(0), List.of(journalHolds(0)));
        parts.subList(1, parts.size()).forEach(part -> write(to, part, List.of()));
    }

    private void redo(GuardedWrites to) {
        String text = znodes.data(znodes.path(Znodes.JOURNAL))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        int parts = text.isEmpty() ? 0 : Integer.parseInt(text);
        for (int i = 0; i < parts; i++) {
            String path = journalPath(i);
            Batch part = readable(path, () -> Batch.read(znodes.data(path).orElse(new byte[0])));
            write(to, part, List.of());
        }
        String parent = znodes.path(Znodes.JOURNAL) + "/";
        if (parts > 0 || !known.subSet(parent, parent + "~").isEmpty()) {
            emptyJournal(to);
        }
    }

    @Override
    public List<Fact.Told> history(ClusterName cluster, int limit) {
        return pages().newest(cluster, limit);
    }

    @Override
    public List<Fact.Told> told(long after, int limit) {
        return pages().after(after, limit);
    }

    private ToldPages pages() {
        return new ToldPages(znodes, json);
    }

    @Override
    public Optional<ClusterSpec> target(ClusterName cluster, long number) {
        String path = targetPath(cluster, number);
        return znodes.data(path).map(bytes -> readable(path, () -> wish(bytes)).spec());
    }

    private Wish wish(byte[] bytes) {
        return json.readValue(Packed.unpack(bytes), Wish.class);
    }

    /** Lets those that stand by see what the one that leads sees. Does nothing if it is longer than a znode can be. */
    public synchronized boolean show(View view) {
        byte[] page = Packed.pack(json.writeValueAsString(view));
        if (page.length > Batch.MOST_BYTES || writes.isEmpty()) {
            return false;
        }
        writes.get().run(List.of(Op.setData(znodes.path(Znodes.VIEW), page, -1)));
        return true;
    }

    /** What was last {@linkplain #show shown}; empty if nothing was, or by a Holdfast that shows other things. */
    public Optional<View> shown() {
        Optional<byte[]> page = znodes.data(znodes.path(Znodes.VIEW)).filter(bytes -> bytes.length > 0);
        try {
            return page.map(bytes -> json.readValue(Packed.unpack(bytes), View.class));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isEmpty() {
        return znodes.children(znodes.path(Znodes.RECORDS)).isEmpty();
    }

    @Override
    public List<Fact> everything() {
        List<Fact> facts = new ArrayList<>(recordsAsFacts());
        String targets = znodes.path(Znodes.TARGETS);
        znodes.all(targets, znodes.children(targets)).forEach((name, data) -> {
            Wish wish = readable(targets + "/" + name, () -> wish(data));
            int colon = name.lastIndexOf(':');
            facts.add(new Fact.TargetAccepted(
                    new ClusterName(name.substring(0, colon)),
                    Long.parseLong(name.substring(colon + 1)),
                    wish.spec(),
                    wish.at()));
        });
        facts.addAll(pages().all());
        return facts;
    }

    /** Ends the epoch, if there is one. The session is its owner's to close. */
    @Override
    public void close() {
        epoch.ifPresent(Epoch::close);
    }
}
