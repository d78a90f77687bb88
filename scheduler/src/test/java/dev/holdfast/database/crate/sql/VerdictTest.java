package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.sql.Voice.Manner;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static NodeView node(int index, boolean up) {
        return Replay.node(Replay.id(index), 4200, up);
    }

    private static Voice speaks(int index, String master) {
        return new Voice(node(index, true), Manner.SPEAKS, "data-" + index, "6.4.3", "orders", "C", master, "");
    }

    private static Voice silent(int index, boolean up) {
        return new Voice(node(index, up), Manner.SILENT, "data-" + index, "", "", "", "", "no answer in time");
    }

    private static List<String> party(Verdict verdict) {
        return verdict.party().stream().map(Voice::name).toList();
    }

    @Test
    void theMajorityIsBelieved() {
        Verdict verdict = Verdict.of(List.of(speaks(0, "old"), speaks(1, "new"), speaks(2, "new")));

        assertThat(party(verdict)).containsExactly("data-1", "data-2");
        assertThat(verdict.masterless()).isFalse();
    }

    @Test
    void nodesThatAreKnownToBeDownHaveNoVote() {
        assertThat(party(Verdict.of(List.of(speaks(0, "m"), silent(1, false), silent(2, false)))))
                .containsExactly("data-0");
    }

    @Test
    void oneVoiceAmongSilentNodesThatRunProvesNothing() {
        Verdict verdict = Verdict.of(List.of(speaks(0, "m"), silent(1, true), silent(2, true)));

        assertThat(verdict.party()).isEmpty();
        assertThat(verdict.masterless()).isFalse();
        assertThat(verdict.text()).contains("only data-0", "data-1, data-2");
    }

    @Test
    void whereNobodyListensNobodyFollowsAnyone() {
        Voice crashing = new Voice(node(1, true), Manner.ABSENT, "data-1", "", "", "", "", "connection refused");

        assertThat(party(Verdict.of(List.of(speaks(0, "m"), crashing)))).containsExactly("data-0");
        assertThat(Verdict.of(List.of(speaks(0, ""), crashing)).masterless()).isTrue();
    }

    @Test
    void oneOfThreeCannotSayForSureThatThereIsNoMaster() {
        Verdict verdict = Verdict.of(List.of(speaks(0, ""), silent(1, true), silent(2, true)));

        assertThat(verdict.party()).isEmpty();
        assertThat(verdict.masterless()).isFalse();
        assertThat(verdict.text()).isEqualTo("data-0 knows no master; no answer from data-1, data-2");
    }

    @Test
    void aDrawIsUndecided() {
        Verdict verdict = Verdict.of(List.of(speaks(0, "old"), speaks(1, "new")));

        assertThat(verdict.party()).isEmpty();
        assertThat(verdict.masterless()).isFalse();
        assertThat(verdict.text()).isEqualTo("nodes do not agree who is master: data-1 follow new; data-0 follow old");
    }

    @Test
    void sameMasterOfAnotherClusterIsAnotherParty() {
        Voice other = new Voice(node(2, true), Manner.SPEAKS, "data-2", "6.4.3", "orders", "OTHER", "m", "");

        assertThat(party(Verdict.of(List.of(speaks(0, "m"), speaks(1, "m"), other))))
                .containsExactly("data-0", "data-1");
    }

    @Test
    void theMajoritysWordThatThereIsNoMasterIsTaken() {
        Verdict verdict = Verdict.of(List.of(speaks(0, ""), speaks(1, ""), speaks(2, "old")));

        assertThat(verdict.party()).isEmpty();
        assertThat(verdict.masterless()).isTrue();
    }

    @Test
    void aStrangerAtOurAddressHasNoSay() {
        Voice stranger = new Voice(node(0, true), Manner.SPEAKS, "n9", "6.4.3", "lab", "L", "m", "");
        Verdict verdict = Verdict.of(List.of(stranger));

        assertThat(verdict.party()).isEmpty();
        assertThat(verdict.text()).isEqualTo("at the address of data-0 a node 'n9' of cluster 'lab' answers");
    }

    @Test
    void endpointsNameWhereClientsConnect() {
        try (Replay replay = new Replay();
                CrateDriver driver = new CrateDriver(Clock.systemUTC())) {
            assertThat(driver.endpoints(replay.view()))
                    .extracting(endpoint -> endpoint.name() + " " + endpoint.value())
                    .containsExactly(
                            "http 127.0.0.1:1,127.0.0.1:1,127.0.0.1:1",
                            "psql 127.0.0.1:5432,127.0.0.1:5432,127.0.0.1:5432",
                            "admin-ui http://127.0.0.1:1/",
                            "transport 127.0.0.1:4300,127.0.0.1:4300,127.0.0.1:4300");
        }
    }
}
