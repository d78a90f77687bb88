package dev.holdfast.crate.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of the copies of one shard when its primary changes at a bad moment. The master of these clusters holds no shard. */
final class ReplicationTest {
    private static final String COUNT = "select count(*) from doc.t";

    private final Simulation simulation = Simulation.three();
    private final String master;
    private String primary = "";
    private List<String> replicas = List.of();

    ReplicationTest() {
        simulation.start("n4", Simulation.settings(4));
        simulation.untilGreen("n1", 4);
        ClusterState state = simulation.state("n1");
        master = state.member(state.master()).map(Member::name).orElseThrow();
        sql("set global persistent \"cluster.routing.allocation.exclude._name\"='" + master + "'");
    }

    private void table(int copies) {
        sql("create table doc.t (id int primary key) clustered into 1 shards with (number_of_replicas='" + copies
                + "')");
        simulation.untilGreen(master, 4);
        look();
    }

    /** Who has which copy. */
    private void look() {
        ClusterState state = simulation.state(master);
        List<String> others = new ArrayList<>();
        for (Copy copy : state.copies(Copy::active)) {
            String name = state.member(copy.node()).map(Member::name).orElseThrow();
            if (copy.primary()) {
                primary = name;
            } else {
                others.add(name);
            }
        }
        replicas = List.copyOf(others);
    }

    private void sql(String statement) {
        assertThat(simulation.sql(master, statement).status()).as(statement).isEqualTo(200);
    }

    private void rows(int from, int to) {
        sql("insert into doc.t (id) (select g from generate_series(" + from + "," + to + ") g)");
    }

    private void count(int wanted) {
        sql("refresh table doc.t");
        assertThat(Json.string(simulation.sql(master, COUNT).rows())).isEqualTo("[[" + wanted + "]]");
    }

    private boolean started(int copies) {
        return simulation.until(
                master,
                "select count(*) from sys.shards where routing_state = 'STARTED'",
                120_000,
                rows -> rows.path(0).path(0).asInt() == copies);
    }

    private boolean hasRow(String node, int id) {
        MemoryFiles files = simulation.files(node);
        return files.logs().stream()
                .flatMap(log -> files.log(log).stream())
                .map(Json::parse)
                .map(entry -> entry.path("v").path("id"))
                .anyMatch(value -> value.isNumber() && value.asInt() == id);
    }

    @Test
    void whatRecoversFromAPrimaryThatIsGoneBeginsAnew() {
        table(1);
        rows(1, 300);
        sql("set global persistent \"indices.recovery.max_bytes_per_sec\"='1kb'");
        sql("alter table doc.t set (number_of_replicas='2')");
        simulation.advance(1000);
        // The old primary still sends to the new copy what it has, and the next one writes what the old one never sees.
        simulation.cut(List.of(primary), List.of(master, replicas.get(0)));
        simulation.advance(13_000);
        rows(301, 310);
        simulation.advance(10_000);
        sql("set global persistent \"indices.recovery.max_bytes_per_sec\"='40mb'");
        assertThat(started(2)).isTrue();

        simulation.kill(replicas.get(0));
        simulation.advance(2000);
        count(310);
    }

    @Test
    void whatRecoversFromAPrimaryThatMovesGoesOnWithTheNextOne() {
        table(1);
        rows(1, 300);
        sql("set global persistent \"indices.recovery.max_bytes_per_sec\"='1kb'");
        String third = List.of("n1", "n2", "n3", "n4").stream()
                .filter(name -> !name.equals(master) && !name.equals(primary) && !replicas.contains(name))
                .findFirst()
                .orElseThrow();
        sql("set global persistent \"cluster.routing.allocation.exclude._name\"='" + primary + "," + third + "'");
        simulation.advance(4000);
        sql("set global persistent \"cluster.routing.allocation.exclude._name\"='" + primary + "'");
        sql("alter table doc.t set (number_of_replicas='2')");
        String had = primary;
        for (int waited = 0; primary.equals(had) && waited < 100; waited++) {
            simulation.advance(200);
            look();
        }
        assertThat(primary).isEqualTo(master);
        assertThat(simulation.state(master).copies(c -> c.state() == Copy.State.INITIALIZING))
                .hasSize(1);
        rows(301, 310);
        assertThat(started(3)).isTrue();
        look();
        assertThat(replicas).contains(third).allMatch(replica -> hasRow(replica, 1) && hasRow(replica, 310));
    }

    @Test
    void whatIsTakenBackLeavesACopyWhatItIs() {
        LocalCopy copy = new LocalCopy(simulation.files("n9"), "index", 0);
        copy.belongsTo("its id");
        copy.apply(List.of(
                new LocalCopy.Doc("a", 1, false, "", Json.object()),
                new LocalCopy.Doc("b", 2, false, "", Json.object())));
        copy.checkpoint(1);
        copy.rollBack(1);
        LocalCopy again = new LocalCopy(simulation.files("n9"), "index", 0).load();
        assertThat(again.seq()).isEqualTo(1);
        assertThat(again.checkpoint()).isEqualTo(1);
        assertThat(again.allocation()).isEqualTo("its id");
    }

    @Test
    void aCopyThatIsMadeAnewIsNoLongerOneThatHasEveryAnsweredRow() {
        table(1);
        rows(1, 300);
        sql("set global persistent \"indices.recovery.max_bytes_per_sec\"='1kb'");
        simulation.kill(replicas.get(0));
        simulation.advance(1000);
        simulation.start(replicas.get(0), Simulation.settings(4));
        simulation.advance(5000);
        assertThat(simulation.state(master).copies(c -> c.state() == Copy.State.INITIALIZING))
                .hasSize(1);
        simulation.kill(primary);
        simulation.advance(20_000);
        assertThat(Json.string(simulation
                        .sql(master, "select health from sys.cluster_health")
                        .rows()))
                .isEqualTo("[[\"RED\"]]");

        simulation.start(primary, Simulation.settings(4));
        assertThat(simulation.until(
                        master, COUNT, 30_000, rows -> rows.path(0).path(0).asInt() == 300))
                .isTrue();
    }

    @Test
    void aWriteThatIsTriedAgainIsOnAllCopiesWhenItIsAnswered() {
        table(2);
        rows(1, 3);
        int row = 100;
        for (String lacks : List.copyOf(replicas)) {
            row++;
            String had = primary;
            List<String> others = new ArrayList<>(List.of("n1", "n2", "n3", "n4"));
            others.removeAll(List.of(master, lacks));
            simulation.cut(others, List.of(lacks));
            List<Simulation.Got> answers =
                    simulation.begin(master, "insert into doc.t (id) values (" + row + ")", List.of());
            simulation.advance(500);
            assertThat(answers).isEmpty();
            simulation.kill(had);
            for (int waited = 0; answers.isEmpty() && waited < 100; waited++) {
                simulation.advance(1000);
            }
            assertThat(answers).extracting(Simulation.Got::status).containsExactly(200);
            look();
            int answered = row;
            assertThat(hasRow(primary, answered)).isTrue();
            assertThat(replicas).allMatch(replica -> hasRow(replica, answered));
            simulation.mend();
            simulation.start(had, Simulation.settings(4));
            simulation.untilGreen(master, 4);
            look();
        }
    }

    @Test
    void whoWasThePrimaryOnceHasNoSayAmongTheCopies() {
        table(2);
        rows(1, 3);
        String had = primary;
        simulation.cut(List.of(had), List.of(master));
        simulation.advance(12_500);
        look();
        assertThat(primary).isNotEqualTo(had);
        Simulation.Got late = simulation.sql(had, "insert into doc.t (id) values (4)", 2000, List.<JsonNode>of());
        assertThat(late.status()).isNotEqualTo(200);
        assertThat(hasRow(had, 4)).isTrue();
        assertThat(replicas).hasSize(1).noneMatch(replica -> hasRow(replica, 4));
    }

    /** What a primary of before still asks of the master is refused by its term, whoever comes after it. */
    @Test
    void everyPrimaryHasATermOfItsOwn() {
        table(1);
        ClusterState state = simulation.state(master);
        Copy first = state.copies(c -> c.active() && c.primary()).get(0);
        assertThat(state.primaryTerm(first.index(), 0)).isEqualTo(1);
        ClusterState second = Routing.without(state, first.node(), 0);
        assertThat(second.primaryTerm(first.index(), 0)).isEqualTo(2);
        Copy heir = second.copies(c -> c.active() && c.primary()).get(0);
        ClusterState nobody = Routing.without(second, heir.node(), 0);
        assertThat(nobody.primaryTerm(first.index(), 0)).isEqualTo(3);
        assertThat(nobody.copies(Copy::assigned)).isEmpty();

        List<String> all = List.of("n1", "n2", "n3", "n4");
        all.forEach(simulation::kill);
        all.forEach(name -> simulation.start(name, Simulation.settings(4)));
        simulation.untilGreen(master, 4);
        assertThat(simulation.state(master).primaryTerm(first.index(), 0)).isEqualTo(2);
    }
}
