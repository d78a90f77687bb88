package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.model.ZooKeeperAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that commits as fast as it can and says after each commit which it was, until it is killed or cannot go on. */
final class StoreWriter {

    /** Longer commits are of many nodes. */
    private static final int ONE_NODE = 60_000;

    private StoreWriter() {}

    /** Arguments: the file or the place in ZooKeeper, and how many characters each commit is long. */
    public static void main(String[] arguments) {
        int characters = Integer.parseInt(arguments[1]);
        List<NodeRecord> nodes = new ArrayList<>();
        for (int written = ONE_NODE; written < characters; written += ONE_NODE) {
            nodes.add(StoreContract.node(nodes.size() + 100, ONE_NODE));
        }
        String filling = "x".repeat(Math.min(characters, ONE_NODE));
        try (Store store = open(arguments[0])) {
            for (long i = store.load().self().counter() + 1; ; i++) {
                List<Fact> facts = new ArrayList<>(List.of(
                        new Fact.SelfIs(Samples.self(i)),
                        new Fact.NodeIs(Samples.node()),
                        new Fact.Told(Samples.ORDERS, Samples.AT, i + " " + filling)));
                for (NodeRecord node : nodes) {
                    facts.add(new Fact.NodeIs(new NodeRecord(
                            node.id(),
                            node.goal(),
                            node.state(),
                            node.since(),
                            node.generation(),
                            node.marked(),
                            node.claim(),
                            node.incarnation(),
                            (int) i,
                            node.trouble())));
                }
                store.commit(facts);
                System.out.println(i);
            }
        } catch (StoreException e) {
            System.out.println("FAILED " + e.getMessage() + " | " + e.remedy());
        }
    }

    private static Store open(String place) {
        return ZooKeeperAddress.parse(place)
                .<Store>map(address ->
                        ZooKeeperHouse.leading(ZooKeeperSession.open(address, ZooKeeperHouse.TIMEOUT), Samples.self(0)))
                .orElseGet(() -> SqliteStore.open(Path.of(place), () -> Samples.self(0)));
    }
}
