package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Beside;
import dev.holdfast.core.Freeze;
import dev.holdfast.core.Incarnation;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.Self;
import dev.holdfast.core.SurplusRecord;
import dev.holdfast.core.View;
import dev.holdfast.core.Written;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Records that an older Holdfast wrote have less in them, and are read all the same. */
final class OlderRecordTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final JsonMapper json = Json.mapper();

    @Test
    void selfOfBeforeFreezes() {
        assertThat(without("freeze", Samples.self(3), Self.class)).isEqualTo(Samples.self(3));
    }

    @Test
    void aFreezeIsKept() {
        Freeze freeze = new Freeze(true, Instant.parse("2026-01-01T00:00:00Z"), "3 of 6 nodes were lost");
        Self frozen = new Self("owner", "mark", Optional.empty(), 7, Optional.of(freeze));
        assertThat(json.readValue(json.writeValueAsString(frozen), Self.class)).isEqualTo(frozen);
    }

    @Test
    void anIncarnationOfBeforeReasonsWereNoted() {
        Incarnation read = without("because", Samples.incarnation(), Incarnation.class);
        assertThat(read.reason()).isEmpty();
        assertThat(read.taskId()).isEqualTo(Samples.incarnation().taskId());
    }

    @Test
    void aNodeOfBeforeChoresRanBesideIt() {
        NodeRecord node = Samples.node();
        ChoreEnd end = new ChoreEnd(Chore.on(node.id(), "drain"), true, "12 tables", AT, AT.plusSeconds(9), 3);
        NodeRecord later = node.with(new Beside(Optional.of(Samples.chore()), new TreeMap<>(Map.of("drain", end))));
        assertThat(json.readValue(json.writeValueAsString(later), NodeRecord.class))
                .isEqualTo(later);
        assertThat(without("chores", later, NodeRecord.class)).isEqualTo(node);
    }

    @Test
    void choresOfBeforeTheirPlacesWereNoted() {
        Beside before = new Beside(Optional.of(Samples.chore()), new TreeMap<>());
        assertThat(without("written", before, Beside.class)).isEqualTo(before);
        Written place = new Written(
                "save",
                Samples.chore().taskId(),
                Samples.incarnation().executor().id(),
                Samples.node().claim().orElseThrow().agent(),
                "a.b");
        Beside later = new Beside(Optional.empty(), new TreeMap<>(), Optional.of(new TreeMap<>(Map.of("save", place))));
        assertThat(json.readValue(json.writeValueAsString(later), Beside.class)).isEqualTo(later);
    }

    @Test
    void aNodeOfBeforeItsLaunchesWereRemembered() {
        NodeRecord node = Samples.node();
        NodeRecord later = node.launched(node.incarnation().orElseThrow(), AT);
        assertThat(json.readValue(json.writeValueAsString(later), NodeRecord.class))
                .isEqualTo(later);
        NodeRecord read = without("past", later, NodeRecord.class);
        assertThat(read.past()).isEmpty();
        assertThat(read.launchesKnown()).as("the newest it has").hasSize(1);
    }

    @Test
    void anEventOfBeforeEventsHadKindsAndNumbers() {
        ToldLine read = json.readValue(
                "{\"cluster\":\"orders\",\"at\":\"2026-01-01T00:00:00Z\",\"text\":\"it broke\"}", ToldLine.class);
        assertThat(read.told()).isEqualTo(new dev.holdfast.core.Fact.Told(Samples.ORDERS, AT, "it broke"));
    }

    @Test
    void anAgentInAPictureOfBeforeWindowsWereShown() {
        View.AgentView agent = new View.AgentView(
                "a1", "host", "10.0.0.1", "", Map.of(), 4, 1024, 2048, true, List.of(), Optional.empty());
        assertThat(without("window", agent, View.AgentView.class)).isEqualTo(agent);
        assertThat(without("port", agent, View.AgentView.class)).isEqualTo(agent);
    }

    @Test
    void aSurplusOfBeforeHostnamesWereNoted() {
        SurplusRecord read = without("hostname", Samples.surplus(), SurplusRecord.class);
        assertThat(read.host()).isEmpty();
        assertThat(read.uid()).isEqualTo(Samples.surplus().uid());
    }

    @Test
    void aSurplusWithAHostnameAsTextIsRead() {
        ObjectNode tree = (ObjectNode) json.readTree(json.writeValueAsString(Samples.surplus()));
        assertThat(tree.path("hostname").isString())
                .as("as it always was written")
                .isTrue();
        assertThat(json.treeToValue(tree.put("hostname", ""), SurplusRecord.class)
                        .host())
                .isEmpty();
        assertThat(json.treeToValue(tree.put("hostname", "host1"), SurplusRecord.class))
                .isEqualTo(Samples.surplus());
    }

    private <T> T without(String component, T record, Class<T> type) {
        ObjectNode tree = (ObjectNode) json.readTree(json.writeValueAsString(record));
        assertThat(tree.remove(component)).as(component).isNotNull();
        return json.treeToValue(tree, type);
    }
}
