package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CassandraValidationTest {

    private final Scene scene = new Scene(3);

    private List<String> problems(ClusterSpec next) {
        return scene.rules.validate(next, Optional.of(scene.view())).stream()
                .map(Problem::toString)
                .toList();
    }

    private static ClusterSpec with(ClusterSpec spec, String... options) {
        SortedMap<String, String> all = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return Scene.withOptions(spec, all);
    }

    @Test
    void names_are_refused_since_gossip_has_addresses() {
        assertThat(problems(with(scene.target, "advertise", "names")))
                .anyMatch(
                        text -> text.startsWith("options.advertise: Cassandra looks its broadcast addresses up once"));
        assertThat(problems(with(scene.target, "advertise", "addresses"))).isEmpty();
    }

    @Test
    void theSameAgainIsFine() {
        assertThat(problems(scene.target)).isEmpty();
    }

    @Test
    void onlyReleasesOfTheCatalogueAndNoWayBack() {
        assertThat(problems(scene.target.withVersion("5.0.77")))
                .containsExactly(
                        "version: there is no Cassandra 5.0.77 in the catalogue (use one of 4.1.9, 5.0.8, 5.0.9)");
        assertThat(problems(scene.target.withVersion("5.0.8")))
                .containsExactly(
                        "version: Cassandra 5.0.8 is older than 5.0.9, and there is no way back (stay with 5.0.9,"
                                + " or go to a later release)");
    }

    @Test
    void anUpgradeUnderWayMayBeTakenBack() {
        scene.at(2).release = "5.0.8";
        assertThat(problems(scene.target.withVersion("5.0.8"))).isEmpty();
    }

    @Test
    void theCatalogueKnowsWhichLineFollowsWhich() {
        assertThat(scene.versions.objection("4.1.9", "5.0.9")).isEmpty();
        assertThat(scene.versions.objection("5.0.8", "5.0.9")).isEmpty();
        assertThat(scene.versions.objection("3.11.17", "5.0.9"))
                .contains("Cassandra 5.0.9 cannot stand beside nodes of 3.11.17");
        assertThat(scene.versions.objection("5.0.10", "5.0.9")).isPresent();
    }

    @Test
    void nobodyJoinsOrLeavesInAnUpgrade() {
        scene.target = scene.target.withVersion("5.0.8");
        scene.ones.values().forEach(one -> one.release = "5.0.8");
        Scene next = new Scene(4);
        assertThat(problems(next.target))
                .containsExactly(
                        "groups.node.count: while nodes of two releases are in the ring nobody joins or leaves it"
                                + " (stay with 3 nodes until the upgrade is done, then scale)");
    }

    @Test
    void whatIsFinalIsSaidSo() {
        assertThat(problems(with(scene.target, "dc", "berlin", "rack-attribute", "shelf")))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("options.dc: it cannot be changed any more"))
                .anyMatch(text -> text.startsWith("options.rack-attribute: it cannot be changed any more"));
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("num_tokens", "4");
        assertThat(problems(scene.target.withSettings(settings)))
                .singleElement()
                .asString()
                .startsWith("settings.num_tokens: it cannot be changed any more");
    }

    @Test
    void howManyTokensANodeHasIsFinalWhereverItIsSet() {
        Scene wish = new Scene(3);
        wish.settings(Map.of("num_tokens", "4"), 0, Map.of());
        assertThat(problems(wish.target))
                .singleElement()
                .asString()
                .startsWith("settings.num_tokens: it cannot be changed any more");
        wish.settings(Map.of(), 2, Map.of("num_tokens", "4"));
        assertThat(problems(wish.target)).hasSize(1);
        wish.count(4);
        wish.settings(Map.of(), 3, Map.of("num_tokens", "4"));
        assertThat(problems(wish.target)).as("a new one may have others").isEmpty();
    }

    @Test
    void allThatIsWrongWithOptionsIsSaidAtOnce() {
        assertThat(problems(with(
                        scene.target,
                        "repair-every",
                        "weekly",
                        "rebuilds-at-once",
                        "all",
                        "cleanup",
                        "maybe",
                        "seeds",
                        "node-0,node-9",
                        "backup-location",
                        "backups")))
                .containsExactlyInAnyOrder(
                        "options.repair-every: 'weekly' is no time between repairs (write days, hours or minutes, such as 7d"
                                + " or 36h, or never)",
                        "options.rebuilds-at-once: 'all' is no number of nodes (write a number from 1 to 99; 1 loads the"
                                + " other data centre least)",
                        "options.cleanup: 'maybe' is neither true nor false (write true or false)",
                        "options.backup-location: 'backups' is no absolute path (name a directory that every agent has"
                                + " mounted, as in /mnt/backups, or s3://BUCKET/PREFIX)",
                        "options.seeds: node-9 is no node of ring (give a number, or name some of node-0, node-1, node-2)");
        assertThat(problems(with(scene.target, "seeds", "0")))
                .singleElement()
                .asString()
                .contains("without a seed");
    }

    @Test
    void portsCannotBePickedFromOffers() {
        GroupSpec group = scene.target.group("node").orElseThrow();
        TreeMap<String, Integer> ports = new TreeMap<>(group.ports());
        ports.put("storage", 0);
        GroupSpec changed = new GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                group.diskKind(),
                group.jvmOptions(),
                group.constraint(),
                ports,
                group.settings(),
                group.nodes(),
                group.released());
        assertThat(scene.rules.validate(scene.target.with(changed), Optional.empty()))
                .extracting(Problem::message)
                .containsExactly(
                        "nodes of a ring must all have the same port, so it cannot be picked from what is free on each");
    }
}
