package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.MasterInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.TopScreen.Key;
import dev.holdfast.cli.TopScreen.Known;
import dev.holdfast.cli.TopScreen.Page;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopScreenTest {

    private static final Paint PLAIN = new Paint(false);

    private final StatusInfo status = new StatusInfo(
            1,
            Wires.NOON,
            "F",
            new MasterInfo(true, "http://127.0.0.1:5050", "1.11.0", Wires.NOON),
            List.of(cluster("orders", "degraded"), cluster("logs", "ready")),
            List.of(),
            true,
            List.of(),
            Optional.empty());
    private Known known = new Known(Optional.of(status), List.of(), "");
    private TopScreen screen = TopScreen.FIRST;

    private static ClusterInfo cluster(String name, String health) {
        ClusterInfo any = Wires.cluster(
                Optional.of(Wires.plan(2, "running", Wires.step("restart", "broker-0", "running", "stops"))),
                Wires.node("broker-0", "ready", "all in sync"),
                Wires.node("broker-1", "lost", "no answer"));
        return new ClusterInfo(
                name,
                any.packageName(),
                any.version(),
                any.target(),
                health,
                any.database(),
                any.observedAt(),
                any.groups(),
                any.nodes(),
                any.plan(),
                any.debts(),
                any.createdAt());
    }

    private void press(String letters) {
        letters.chars().forEach(letter -> press(Key.LETTER, (char) letter));
    }

    private void press(Key key, char letter) {
        screen = screen.after(key, letter, known).orElseThrow();
    }

    private String shown(int width, int height) {
        return String.join("\n", screen.lines(known, width, height, PLAIN));
    }

    @Test
    void everySizeIsFilledExactlyAndNoLineIsWider() {
        for (int width : List.of(20, 40, 80, 200)) {
            for (int height : List.of(6, 10, 50)) {
                List<String> lines = screen.lines(known, width, height, PLAIN);
                assertThat(lines).hasSize(height).allMatch(line -> line.length() <= width);
            }
        }
    }

    @Test
    void keysGoFromAllClustersToANodesLogsAndBack() {
        assertThat(shown(100, 20)).contains("orders", "degraded", "logs", "enter open");
        press(Key.ENTER, ' ');
        assertThat(screen.page()).isEqualTo(Page.NODES);
        assertThat(screen.cluster()).isEqualTo("orders");
        assertThat(shown(100, 20)).contains("NODE", "broker-0");
        press("l");
        assertThat(screen.page()).isEqualTo(Page.LOGS);
        assertThat(screen.cluster()).isEqualTo("orders/broker-0");
        known = new Known(known.status(), List.of("one", "two \u001b[31mred\u001b[0m\u0007"), "");
        assertThat(shown(100, 20)).contains("one", "two red").doesNotContain("\u001b", "\u0007");
        press(Key.BACK, ' ');
        assertThat(screen.page()).isEqualTo(Page.NODES);
        press(Key.BACK, ' ');
        assertThat(screen.page()).isEqualTo(Page.CLUSTERS);
        assertThat(screen.after(Key.LETTER, 'q', known)).isEmpty();
    }

    @Test
    void theSecondClusterIsTheOneThatIsOpenedAfterMovingDown() {
        press("jjjj");
        press("k");
        press("j");
        press("w");
        assertThat(screen.page()).isEqualTo(Page.WHY);
        assertThat(screen.cluster()).isEqualTo("logs");
    }

    @Test
    void aFilterLeavesOnlyWhatHasItAndQIsALetterInIt() {
        press("/");
        press("deGq");
        press(Key.BACK, ' ');
        assertThat(shown(100, 20)).contains("orders").doesNotContain("logs ").contains("/deG_");
        press(Key.ENTER, ' ');
        assertThat(shown(100, 20)).contains("[deG]");
        press(Key.BACK, ' ');
        assertThat(shown(100, 20)).contains("logs");
    }

    @Test
    void aLongListScrollsWithWhatIsChosen() {
        screen = new TopScreen(Page.LOGS, "orders/broker-0", 0, "", false);
        known = new Known(
                known.status(),
                java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> "line " + i)
                        .toList(),
                "");
        assertThat(shown(40, 10)).contains("line 0").doesNotContain("line 50");
        press("G");
        assertThat(shown(40, 10)).contains("line 99").doesNotContain("line 0\n");
    }

    @Test
    void withoutAnythingKnownItStillDraws() {
        known = new Known(Optional.empty(), List.of(), "no scheduler answers; trying again");
        assertThat(shown(80, 10)).contains("nothing here", "no scheduler answers");
        press("wplj");
        assertThat(screen.page()).isEqualTo(Page.CLUSTERS);
    }
}
