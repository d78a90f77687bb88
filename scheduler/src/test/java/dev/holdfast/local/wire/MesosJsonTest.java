package dev.holdfast.local.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.DurationInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.mesos.v1.master.Response;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** JSON as Mesos writes it. */
final class MesosJsonTest {

    @Test
    void longNumbersArePlainBytesAreBase64AndDoublesKeepTheirPoint() {
        assertThat(MesosJson.text(DurationInfo.newBuilder().setNanoseconds(1_795_253_755_815_019_008L)))
                .isEqualTo("{\"nanoseconds\":1795253755815019008}");
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setState(TaskState.TASK_RUNNING)
                .setTimestamp(1795253756.689629)
                .setUuid(ByteString.copyFromUtf8("abc"));
        status.getTaskIdBuilder().setValue("t");
        assertThat(MesosJson.text(status))
                .isEqualTo("{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\","
                        + "\"timestamp\":1795253756.689629,\"uuid\":\"YWJj\"}");
        assertThat(MesosJson.text(Value.Scalar.newBuilder().setValue(4))).isEqualTo("{\"value\":4.0}");
        assertThat(MesosJson.text(Value.Scalar.newBuilder().setValue(0.0001))).isEqualTo("{\"value\":0.00010}");
    }

    @Test
    void defaultsAreWrittenAsMesosDoesButNotOnTheLink() {
        CommandInfo.URI uri =
                CommandInfo.URI.newBuilder().setValue("http://x/y").build();
        assertThat(MesosJson.text(uri)).isEqualTo("{\"value\":\"http://x/y\",\"extract\":true}");
        // The deprecated role of a resource has a default too, which is not written.
        Resource cpus =
                Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR).build();
        assertThat(MesosJson.text(cpus)).isEqualTo("{\"name\":\"cpus\",\"type\":\"SCALAR\"}");
    }

    @Test
    void theListsAnOperatorReadsAreThereWhenTheyAreEmpty() {
        assertThat(MesosJson.text(Response.GetTasks.getDefaultInstance()))
                .isEqualTo("{\"tasks\":[],\"unreachable_tasks\":[],\"completed_tasks\":[]}");
    }

    @Test
    void mapsAreObjectsAndComeBack() throws MalformedMessageException {
        String json = "{\"user\":\"u\",\"name\":\"n\",\"offer_filters\":{\"r\":{\"min_allocatable_resources\":"
                + "{\"quantities\":[{\"quantities\":{\"cpus\":{\"value\":0.5}}}]}}}}";
        FrameworkInfo info = parse(json, FrameworkInfo.getDefaultInstance());
        assertThat(info.getOfferFiltersOrThrow("r")
                        .getMinAllocatableResources()
                        .getQuantities(0)
                        .getQuantitiesOrThrow("cpus")
                        .getValue())
                .isEqualTo(0.5);
        assertThat(parse(MesosJson.text(info), FrameworkInfo.getDefaultInstance())
                        .getOfferFiltersMap())
                .isEqualTo(info.getOfferFiltersMap());
    }

    @Test
    void unknownNamesAndUnknownEnumValuesAreIgnored() throws MalformedMessageException {
        Call call = parse("{\"type\":\"NOPE\",\"never_heard_of\":[1,2,{}]}", Call.getDefaultInstance());
        assertThat(call.hasType()).isFalse();
    }

    @Test
    void durationsMayBeText() throws MalformedMessageException {
        dev.holdfast.mesos.v1.master.Call call = parse(
                "{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"a\"},"
                        + "\"max_grace_period\":\"10mins\"}}",
                dev.holdfast.mesos.v1.master.Call.getDefaultInstance());
        assertThat(call.getDrainAgent().getMaxGracePeriod().getSeconds()).isEqualTo(600);
    }

    @Test
    void whatIsWrongIsSaidInAMastersWords() {
        assertThatThrownBy(() -> parse("{nope", Call.getDefaultInstance()))
                .hasMessage("Failed to parse body into JSON: syntax error at line 1 near: nope");
        assertThatThrownBy(() -> parse(
                        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"name\":\"x\"}}}",
                        Call.getDefaultInstance()))
                .hasMessage("Failed to convert JSON into Call protobuf:"
                        + " Missing required fields: subscribe.framework_info.user");
        assertThatThrownBy(() -> parse("{\"framework_id\":\"x\"}", Call.getDefaultInstance()))
                .hasMessageContaining("Not expecting a JSON string for field 'framework_id'");
        assertThatThrownBy(() -> parse("[]", Call.getDefaultInstance()))
                .hasMessageContaining("Expecting a JSON object");
        assertThatThrownBy(() -> parse("", Call.getDefaultInstance())).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void anEnumThatMustBeThereMustBeKnown() {
        assertThatThrownBy(() -> parse(
                        "{\"resources\":[{\"name\":\"cpus\",\"type\":\"NOPE\"}]}",
                        Offer.Operation.Reserve.getDefaultInstance()))
                .hasMessageContaining("Failed to find enum for 'NOPE'");
    }

    private static <M extends com.google.protobuf.Message> M parse(String json, M prototype)
            throws MalformedMessageException {
        return MesosJson.parse(json.getBytes(StandardCharsets.UTF_8), prototype);
    }
}
