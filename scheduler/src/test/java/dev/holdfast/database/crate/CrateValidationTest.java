package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrateValidationTest {

    private final Scene scene = new Scene(0, 3);

    private List<Problem> alone(ClusterSpec next) {
        return scene.rules.validate(next, Optional.empty());
    }

    private List<Problem> change(ClusterSpec next) {
        return scene.rules.validate(next, Optional.of(scene.view()));
    }

    private static List<String> paths(List<Problem> problems) {
        return problems.stream().map(Problem::path).toList();
    }

    private void runs(String version) {
        scene.target = scene.target.withVersion(version);
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), true, true, 1, 1, "");
        }
    }

    @Test
    void the_defaults_are_fine_also_for_what_runs() {
        assertThat(alone(scene.target)).isEmpty();
        assertThat(change(scene.target)).isEmpty();
        assertThat(scene.data.descriptor().versions()).containsExactly("6.3.7", "6.4.2", "6.4.3");
        assertThat(scene.data.descriptor().defaultVersion()).isEqualTo("6.4.3");
    }

    @Test
    void names_are_refused_since_it_would_publish_addresses_all_the_same() {
        scene.options("advertise", "names");
        assertThat(scene.rules.validate(scene.target, Optional.empty()))
                .extracting(Problem::toString)
                .anyMatch(text -> text.startsWith("options.advertise: CrateDB looks its publish host up once"));
        scene.options("advertise", "addresses");
        assertThat(scene.rules.validate(scene.target, Optional.empty())).isEmpty();
    }

    @Test
    void several_things_are_wrong_at_once_each_with_its_remedy() {
        scene.settings("gateway.auto_import_dangling_indices", "true");
        scene.options("data-path", "relative", "srv-resolver", "dns");
        GroupSpec group = scene.target.group("data").orElseThrow();
        ClusterSpec next = scene.target
                .withVersion("6.9.1")
                .with(new GroupSpec(
                        group.name(),
                        group.count(),
                        1000,
                        512,
                        480,
                        1024,
                        "root",
                        List.of(),
                        "",
                        group.ports(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of()));
        List<Problem> problems = alone(next);
        assertThat(paths(problems))
                .containsExactly(
                        "version",
                        "settings.gateway.auto_import_dangling_indices",
                        "groups.data.memory",
                        "options.data-path",
                        "options.srv-resolver",
                        "options.srv-query");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
        assertThat(problems.get(2).message()).contains("512 MB are too little for a heap of 480 MB");
    }

    @Test
    void an_unknown_version_is_taken_from_a_tarball_and_noted() {
        scene.artifacts("crate", "file:///srv/crate.tar.gz");
        ClusterSpec next = scene.target.withVersion("6.4.4");
        assertThat(alone(next)).isEmpty();
        assertThat(change(next)).isEmpty();
        scene.target = next;
        assertThat(scene.rules.notes(scene.view())).anyMatch(note -> note.contains("6.4.4 is not in the catalogue"));
        assertThat(paths(alone(next.withVersion("latest")))).containsExactly("version");
    }

    @Test
    void a_tarball_of_another_version_is_refused_but_each_version_may_have_its_own() {
        scene.artifacts("crate", "https://example.org/crate-6.4.2-nojdk.tar.gz#sha256=00");
        assertThat(alone(scene.target).get(0).message())
                .isEqualTo("this is the tarball of CrateDB 6.4.2, not of 6.4.3");
        assertThat(alone(scene.target.withVersion("6.4.2"))).isEmpty();
        Scene each = new Scene(0, 3);
        each.artifacts("crate-6.4.2", "/srv/crate-6.4.2.tar.gz", "crate-6.4.3", "/srv/crate-6.4.3.tar.gz");
        assertThat(alone(each.target)).isEmpty();
    }

    @Test
    void a_setting_is_refused_only_by_versions_that_do_not_know_it() {
        scene.settings("gateway.auto_import_dangling_indices", "true");
        assertThat(alone(scene.target.withVersion("6.3.7"))).isEmpty();
        assertThat(paths(alone(scene.target.withVersion("6.4.2"))))
                .containsExactly("settings.gateway.auto_import_dangling_indices");
    }

    @Test
    void patches_go_both_ways_and_feature_releases_one_step_up() {
        runs("6.4.3");
        assertThat(change(scene.target.withVersion("6.4.2"))).isEmpty();
        assertThat(change(scene.target.withVersion("6.3.7")).get(0).message()).contains("no way back");
        runs("6.3.7");
        assertThat(change(scene.target.withVersion("6.4.3"))).isEmpty();
        runs("6.2.11");
        assertThat(change(scene.target.withVersion("6.4.3")).get(0).message())
                .isEqualTo("nodes of CrateDB 6.4.3 can only stand beside nodes of 6.3.0 or later, not of 6.2.11");
        scene.artifacts("crate", "http://example.org/crate.tar.gz");
        runs("6.4.3");
        assertThat(change(scene.target.withVersion("6.5.0"))).isEmpty();
        assertThat(change(scene.target.withVersion("6.6.0")).get(0).message()).contains("only one feature release");
        assertThat(change(scene.target.withVersion("7.0.0")).get(0).message()).contains("only one feature release");
    }

    @Test
    void what_no_node_ever_ran_binds_nobody() {
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), false, false, 0, 1, "");
        }
        assertThat(change(scene.target.withVersion("6.3.7"))).isEmpty();
    }

    @Test
    void releases_that_damage_old_tables_are_refused_while_one_may_exist() {
        scene.artifacts("crate", "http://example.org/crate.tar.gz");
        runs("6.2.11");
        scene.table("doc.new", "1", GB, data(0), data(1));
        assertThat(change(scene.target.withVersion("6.3.1"))).isEmpty();
        scene.tables.put(
                "doc.old",
                new CrateDetails.Table(
                        CrateDetails.Colour.GREEN, "1", Scene.map(new TreeMap<>(), "version.created", "5.4.8")));
        assertThat(change(scene.target.withVersion("6.3.1")).get(0).message())
                .contains("table doc.old")
                .contains("use 6.3.2 or later");
        assertThat(change(scene.target.withVersion("6.3.2"))).isEmpty();
        scene.known.remove(Part.TABLES);
        assertThat(change(scene.target.withVersion("6.3.0")).get(0).message()).contains("is not known");
    }

    @Test
    void storage_that_the_next_release_cannot_read_is_refused_by_table() {
        scene.artifacts("crate", "http://example.org/crate.tar.gz");
        runs("5.10.16");
        scene.table("doc.new", "1", GB, data(0), data(1));
        scene.shards.add(new Shard("doc.ancient", "", 0, true, "STARTED", "data-1", "", GB, "8.11.2"));
        assertThat(change(scene.target.withVersion("6.0.8")).get(0).message())
                .isEqualTo("CrateDB 6.0.8 cannot read the old storage of table doc.ancient");
        scene.answered = false;
        assertThat(change(scene.target.withVersion("6.0.8")).get(0).message()).contains("not known while the cluster");
    }

    @Test
    void shrinking_below_the_replicas_is_refused_with_the_tables_and_a_range_counts_by_its_lower_end() {
        scene.table("doc.wide", "2", GB, data(0), data(1), data(2));
        scene.table("doc.range", "0-all", GB, data(0), data(1), data(2));
        List<Problem> problems = change(scene.counting("data", 2));
        assertThat(paths(problems)).containsExactly("groups.data.count");
        assertThat(problems.get(0).message())
                .isEqualTo("2 data nodes are too few for all replicas of doc.wide (2 replicas)");
        assertThat(change(scene.counting("data", 5))).isEmpty();
    }

    @Test
    void shrinking_to_where_data_does_not_fit_is_refused() {
        scene.table("doc.big", "0", 140 * GB, data(2));
        assertThat(change(scene.counting("data", 2)).get(0).message()).contains("data-2 holds 140.0 GB");
    }

    @Test
    void no_data_node_is_refused_and_one_of_three_is_a_planned_stop_unless_masters_are_dedicated() {
        assertThat(alone(scene.counting("data", 0)).get(0).remedy()).contains("holdfast stop shop");
        assertThat(change(scene.counting("data", 1))).isEmpty();
        assertThat(change(scene.counting("data", 2))).isEmpty();
        Scene dedicated = new Scene(3, 2);
        ClusterSpec lonely = dedicated
                .counting("data", 1)
                .with(dedicated.target.group("master").orElseThrow().withCount(0));
        List<Problem> problems = dedicated.rules.validate(lonely, Optional.of(dedicated.view()));
        assertThat(paths(problems)).contains("groups.data.count");
        assertThat(problems.get(0).message()).contains("one node alone would stay without a master");
        Scene two = new Scene(0, 2);
        assertThat(two.rules.validate(two.counting("data", 1), Optional.of(two.view())))
                .isEmpty();
    }

    @Test
    void ports_names_and_paths_are_for_life() {
        GroupSpec group = scene.target.group("data").orElseThrow();
        ClusterSpec moved = scene.target.with(new GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                "root",
                List.of(),
                "",
                Scene.ports(4200, 4301),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of()));
        assertThat(paths(change(moved))).containsExactly("groups.data.ports.transport");
        ClusterSpec renamed = Scene.with(
                scene.target,
                Scene.map(new TreeMap<>(), "cluster-name", "other", "data-path", "/data"),
                new TreeMap<>());
        assertThat(paths(change(renamed))).containsExactly("options.cluster-name", "options.data-path");
        assertThat(alone(renamed)).isEmpty();
    }

    @Test
    void root_is_no_user_for_crate() {
        ClusterSpec spec = scene.target;
        ClusterSpec asRoot = new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                "root",
                spec.role(),
                spec.settings(),
                spec.options(),
                spec.artifacts(),
                spec.groups());
        assertThat(paths(alone(asRoot))).containsExactly("user");
    }

    @Test
    void notes_tell_of_upgrades_votes_single_copies_and_other_peoples_excludes() {
        runs("6.3.7");
        scene.target = scene.target.withVersion("6.4.3");
        scene.count("data", 2);
        scene.table("doc.single", "0", GB, data(0));
        scene.settings.put(CrateChores.EXCLUDE_NAME, "data-1,elsewhere");
        assertThat(scene.rules.notes(scene.view()))
                .containsExactly(
                        "nodes go from 6.3.7 to 6.4.3 one by one",
                        "there is no way back from 6.4.3: make a snapshot first",
                        "with two masters left of three the loss of either stops the cluster; going on with one of them is a planned stop",
                        "table doc.single has no replicas: each restart of a node that holds them is an outage for them",
                        "data-1 gets no shards: somebody put it on " + CrateChores.EXCLUDE_NAME);
    }

    @Test
    void replicas_are_read_as_people_write_them() {
        assertThat(Replicas.least("1")).isEqualTo(1);
        assertThat(Replicas.least("0-1")).isZero();
        assertThat(Replicas.most("0-1")).isEqualTo(1);
        assertThat(Replicas.most("1-all")).isEqualTo(Replicas.ALL);
        assertThat(Replicas.least("all")).isEqualTo(Replicas.ALL);
        assertThat(Replicas.least("what")).isZero();
    }

    @Test
    void watermarks_are_read_as_use_or_as_free_room() {
        assertThat(DiskRoom.keptFree("85%", 1000)).isEqualTo(150);
        assertThat(DiskRoom.keptFree("0.9", 1000)).isEqualTo(100);
        assertThat(DiskRoom.keptFree("2gb", 1000)).isEqualTo(2L << 30);
        assertThat(DiskRoom.keptFree("", 1000)).isEqualTo(150);
    }
}
