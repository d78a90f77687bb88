package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A database whose users name groups of their own, which are all like one of the package's. */
class FurtherGroupsTest {

    private static final SpecRules RULES = SpecRules.of(
            new TreeMap<>(Map.of("crate", descriptor("data", true))), text -> Optional.empty(), "holdfast");
    private static final SpecReader READER = new SpecReader(RULES);
    private static final SpecEdit EDIT = new SpecEdit(RULES);

    private static Descriptor descriptor(String template, boolean alone) {
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        groups.put("master", group("master", 0, List.of(0, 3, 5), 768));
        groups.put("data", group("data", 3, List.of(), 1024));
        return new Descriptor(
                        "crate",
                        "CrateDB",
                        List.of("6.4.3"),
                        "6.4.3",
                        groups,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>())
                .with(new Descriptor.Manner("crate", template, alone, true));
    }

    private static Descriptor.Group group(String name, int count, List<Integer> counts, long memory) {
        return new Descriptor.Group(
                name,
                count,
                counts,
                100,
                500,
                memory,
                256,
                1024,
                new TreeMap<>(Map.of("http", 4200)),
                List.of("node.name"),
                60);
    }

    private static Verdict read(String... lines) {
        return READER.read("name: db\npackage: crate\n" + String.join("\n", lines) + "\n");
    }

    private static Map<String, Integer> counts(Verdict verdict) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        verdict.spec()
                .orElseThrow(() -> new AssertionError(verdict.problems().toString()))
                .groups()
                .forEach((name, group) -> counts.put(name, group.count()));
        return counts;
    }

    private static List<String> paths(Verdict verdict) {
        return verdict.problems().stream().map(Problem::path).toList();
    }

    @Test
    void theyComeAfterThePackagesOwnByName() {
        Verdict verdict = read("groups:", "  warm: {count: 2, memory: 4GB}", "  hot: 3", "  master: 3", "  data: 1");

        assertThat(counts(verdict).toString()).isEqualTo("{master=3, data=1, hot=3, warm=2}");
        ClusterSpec spec = verdict.spec().orElseThrow();
        assertThat(spec.group("warm").orElseThrow().memoryMegabytes()).isEqualTo(4096);
        assertThat(spec.group("hot").orElseThrow().memoryMegabytes()).isEqualTo(1024);
        assertThat(spec.group("hot").orElseThrow().ports()).containsEntry("http", 4200);
    }

    @Test
    void theGroupTheyAreLikeIsEmptyWhereOnlyTheyAreNamed() {
        assertThat(counts(read("groups: {hot: 2}")).toString()).isEqualTo("{master=0, data=0, hot=2}");
        assertThat(counts(read()).toString()).isEqualTo("{master=0, data=3}");
    }

    @Test
    void theyAreProtectedAsTheGroupTheyAreLikeAndNamedAsGroupsAre() {
        assertThat(paths(read("groups:", "  hot:", "    settings: {node.name: x}")))
                .containsExactly("groups.hot.settings.node.name");
        assertThat(paths(read("groups: {Hot: 2}"))).containsExactly("groups.Hot");
        assertThat(paths(read("groups: {master: 2}"))).containsExactly("groups.master.count");
    }

    @Test
    void whereUsersNameNoneAnUnknownGroupIsAMistake() {
        SpecRules none = SpecRules.of(
                new TreeMap<>(Map.of("crate", descriptor("", true))), text -> Optional.empty(), "holdfast");

        assertThat(paths(new SpecReader(none).read("name: db\npackage: crate\ngroups: {dataa: 2}\n")))
                .containsExactly("groups.dataa");
    }

    @Test
    void oneThatTheTextNamesNoMoreIsEmptiedAndNotForgotten() {
        ClusterSpec running =
                read("groups: {hot: {count: 2, memory: 4GB}, data: 3}").spec().orElseThrow();

        Verdict next = READER.read("name: db\npackage: crate\n", name -> Optional.of(running));

        assertThat(counts(next).toString()).isEqualTo("{master=0, data=3, hot=0}");
        assertThat(next.spec().orElseThrow().group("hot").orElseThrow().memoryMegabytes())
                .isEqualTo(4096);
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        ClusterSpec spec = read("groups: {hot: 2, warm: {count: 0}}").spec().orElseThrow();

        assertThat(READER.read(SpecWriter.write(spec)).spec()).contains(spec);
    }

    @Test
    void scaleAndSetMakeThemAndMeanTheGroupTheyAreLikeWhereNoneIsNamed() {
        ClusterSpec spec = EDIT.create("crate", "db", List.of("hot.count=2", "stats.count.x=1"))
                .spec()
                .orElseThrow();
        assertThat(spec.groups().keySet()).containsExactly("master", "data", "hot");
        assertThat(spec.settings()).containsOnlyKeys("stats.count.x");

        assertThat(counts(EDIT.scale(spec, "5")).toString()).isEqualTo("{master=0, data=5, hot=2}");
        assertThat(counts(EDIT.scale(spec, "cold=4")).toString()).isEqualTo("{master=0, data=3, cold=4, hot=2}");
        assertThat(counts(EDIT.scale(spec, "hot=0")).toString()).isEqualTo("{master=0, data=3, hot=0}");
        assertThat(EDIT.scale(spec, "hot=0").spec().orElseThrow().groups().keySet())
                .containsExactly("master", "data", "hot");
    }

    @Test
    void usualPortsAreNoConflictWhileEveryNodeHasAnAgentOfItsOwn() {
        assertThat(paths(read("groups: {hot: 2, data: 3, master: 3}"))).isEmpty();
        assertThat(paths(read(
                        "groups:",
                        "  hot: {count: 2, constraint: '@hostname:MAX_PER:2'}",
                        "  data: {count: 3, constraint: '@hostname:MAX_PER:2'}")))
                .containsExactly("groups.hot.ports.http");
    }

    @Test
    void theUserIsThePackagesUnlessTheSpecSaysOtherwise() {
        assertThat(read().spec().orElseThrow().user()).isEqualTo("crate");
        assertThat(read("user: db").spec().orElseThrow().user()).isEqualTo("db");
        ClusterSpec own = EDIT.create("crate", "db", List.of("user=db")).spec().orElseThrow();
        assertThat(own.user()).isEqualTo("db");
        assertThat(EDIT.set(own, List.of("user=")).spec().orElseThrow().user()).isEqualTo("crate");
    }

    @Test
    void aVersionThatIsNotKnownNeedsItsSoftwareNamed() {
        assertThat(paths(read("version: 6.9.9"))).containsExactly("version");
        assertThat(read("version: 6.9.9").problems().get(0).remedy()).contains("artifacts: {crate-6.9.9: FILE or URL}");
        assertThat(paths(read("version: 6.9.9", "artifacts: {crate-6.9.9: /opt/c.tar.gz}")))
                .isEmpty();
    }
}
