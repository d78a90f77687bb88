package dev.holdfast.cli;

import static dev.holdfast.cli.Wires.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.MasterInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static String printed(Consumer<PrintWriter> printing) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        printing.accept(out);
        out.flush();
        return text.toString();
    }

    private static StatusInfo status(boolean connected, ClusterInfo... clusters) {
        return new StatusInfo(
                7,
                NOON,
                "F",
                new MasterInfo(connected, "http://127.0.0.1:5050", "1.11.0", NOON),
                List.of(clusters),
                List.of(),
                true,
                List.of(),
                Optional.empty());
    }

    @Test
    void aClusterWithAPlanThatWaits() {
        ClusterInfo cluster = Wires.cluster(
                Optional.of(Wires.plan(
                        3,
                        "running",
                        Wires.step("restart", "broker-0", "done", ""),
                        Wires.waiting("restart", "broker-1", "min-isr", "t-0 has 2 in sync and needs 2"))),
                Wires.node("broker-0", "ready", "running"),
                Wires.node("broker-1", "running", "recovering logs: 3 of 12 left"));

        assertThat(printed(out -> new StatusText(Paint.NONE).one(status(true, cluster), cluster, out)))
                .isEqualTo("""
                    orders  kafka 4.3.1  working  broker 1/2  target 1
                      2 of 2 brokers up
                      plan 3: restart all (1 of 2 steps done)
                        restart broker-1: waits: t-0 has 2 in sync and needs 2
                          holdfast cancel orders
                    NODE      STATE    FOR  HOST   PORTS        STARTS  SAYS
                    broker-0  ready    90s  host0  client=9092  2       running
                    broker-1  running  90s  host1  client=9092  2       recovering logs: 3 of 12 left
                    """);
    }

    @Test
    void allClustersAndThatThereIsNoMaster() {
        ClusterInfo cluster = Wires.cluster(Optional.empty(), Wires.node("broker-0", "ready", ""));

        assertThat(printed(out -> new StatusText(Paint.NONE).all(status(false, cluster), out)))
                .isEqualTo("""
                    not connected to Mesos: http://127.0.0.1:5050
                    NAME    PACKAGE  VERSION  HEALTH  NODES       PLAN  DATABASE
                    orders  kafka    4.3.1    ready   broker 1/2        2 of 2 brokers up
                    """);
    }

    @Test
    void coloursDoNotMoveColumns() {
        ClusterInfo cluster = Wires.cluster(Optional.empty(), Wires.node("broker-0", "ready", "running"));
        String plain = printed(out -> new StatusText(Paint.NONE).one(status(true, cluster), cluster, out));
        String coloured = printed(out -> new StatusText(new Paint(true)).one(status(true, cluster), cluster, out));

        assertThat(coloured).isNotEqualTo(plain);
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
    }

    @Test
    void onlyATerminalHasAnEdge() {
        String said = "0 partitions lack replicas; ".repeat(5) + "end";
        ClusterInfo cluster = Wires.cluster(Optional.empty(), Wires.node("broker-0", "starting", said));

        assertThat(printed(out -> new StatusText(Paint.NONE).one(status(true, cluster), cluster, out)))
                .contains(said);
        assertThat(printed(out -> new StatusText(new Paint(true)).one(status(true, cluster), cluster, out)))
                .doesNotContain(said)
                .contains("…");
    }

    @Test
    void whyTellsTimesAsPeopleCountThem() {
        Instant now = Instant.parse("2026-01-01T00:01:00.123456789Z");
        WaitingInfo wait = new WaitingInfo(
                "broker-0",
                "back-off",
                "ended twice",
                now.minusSeconds(35),
                Optional.of(now.plusSeconds(12)),
                "",
                List.of());
        WhyInfo why = new WhyInfo("orders", "working", "plan 1 is under way", List.of(wait));

        assertThat(printed(out -> WhyCommand.print(why, now, Paint.NONE, out)))
                .contains("    for 35s; tried again in 12s\n");
        assertThat(Texts.second(now)).isEqualTo("2026-01-01T00:01:00Z");
    }
}
