package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.model.Agent;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.TaskId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OperatorApiTest {

    private static final FrameworkId FRAMEWORK = new FrameworkId("fw-1");
    private static final ExecutorId EXECUTOR = new ExecutorId("e-1");

    private final FakeOperator mesos = new FakeOperator();
    private ClientSettings settings = ClientFixture.settings(WireFormat.PROTOBUF, Duration.ofSeconds(10), 1 << 20, 1);

    @AfterEach
    void close() {
        mesos.close();
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void listsTheAgentsARealMasterTellsOf(WireFormat format) throws Exception {
        settings = settings.withFormat(format);
        JsonNode agents =
                Transcript.operatorAnswer("GET_STATE").get("get_state").get("get_agents");
        mesos.put(json("{'type':'GET_AGENTS','get_agents':" + agents + "}"));

        try (OperatorApi api = api(mesos.address())) {
            List<Agent> found = api.agents();
            assertThat(found).hasSize(agents.get("agents").size());
            Agent first = found.get(0);
            JsonNode said = agents.get("agents").get(0);
            assertThat(first.id().value())
                    .isEqualTo(said.get("agent_info").get("id").get("value").stringValue());
            assertThat(first.ip()).isEqualTo("127.0.0.1");
            assertThat(first.port()).isEqualTo(5053);
            assertThat(first.attributes()).containsEntry("rack", "r3");
            assertThat(first.total().milli("cpus")).isEqualTo(2000);
            assertThat(first.total().unreserved()).isEqualTo(first.total());
            assertThat(first.active()).isTrue();
            assertThat(OperatorApi.address(first)).isEqualTo(URI.create("http://127.0.0.1:5053"));
        }
    }

    @Test
    void seesZonesAndWhichAgentsTakeNoNewTasks() throws Exception {
        String resources = "'total_resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1},'role':'base'}]";
        String rest = "'version':'1.11.0','pid':'slave(1)@[::1]:5051'";
        mesos.put(json("{'type':'GET_AGENTS','get_agents':{'agents':["
                + "{'agent_info':"
                + info("a", ",'domain':{'fault_domain':{'region':{'name':'eu'},'zone':{'name':'z1'}}}")
                + ",'active':true," + rest + "," + resources + "},"
                + "{'agent_info':" + info("b", "") + ",'active':false," + rest + "},"
                + "{'agent_info':" + info("c", "") + ",'active':true,'deactivated':true," + rest + "},"
                + "{'agent_info':" + info("d", "")
                + ",'active':true,'drain_info':{'state':'DRAINING','config':{}}," + rest + "}],"
                + "'recovered_agents':[" + info("e", "") + "]}}"));

        try (OperatorApi api = api(mesos.address())) {
            List<Agent> agents = api.agents();
            assertThat(agents).extracting(agent -> agent.id().value()).containsExactly("a", "b", "c", "d", "e");
            assertThat(agents).extracting(Agent::active).containsExactly(true, false, false, false, false);
            assertThat(agents.get(0).zone()).isEqualTo("z1");
            assertThat(agents.get(0).region()).isEqualTo("eu");
            assertThat(agents.get(0).total().unreserved().isEmpty()).isTrue();
            assertThat(OperatorApi.address(agents.get(0))).isEqualTo(URI.create("http://[::1]:5051"));
            assertThat(OperatorApi.address(agents.get(4))).isEqualTo(URI.create("http://e.example:5051"));
        }
    }

    @Test
    void asksTheLeaderItIsSentTo() throws Exception {
        try (FakeOperator leader = new FakeOperator();
                OperatorApi api = api(mesos.address())) {
            mesos.sendOnTo("//127.0.0.1:" + leader.address().getPort() + "/api/v1");
            leader.put(json("{'type':'GET_MASTER','get_master':{'master_info':{'id':'m','ip':0,'port':5050,"
                    + "'hostname':'h','version':'1.8.1','capabilities':[{'type':'AGENT_UPDATE'}]}}}"));

            MesosEvent.Master master = api.master();
            assertThat(master.version()).isEqualTo("1.8.1");
            assertThat(master.isAtLeast(1, 9)).isFalse();
            assertThat(master.capabilities()).containsExactly("AGENT_UPDATE");
        }
    }

    @Test
    void saysThatTheApiIsClosedAndOpensItWithItsOwnCredentials() throws Exception {
        mesos.openOnlyTo("Basic b3BzOnNlY3JldA==");
        mesos.put(json("{'type':'GET_AGENTS','get_agents':{}}"));

        try (OperatorApi nobody = api(mesos.address())) {
            assertThatThrownBy(nobody::agents)
                    .hasMessageContaining("closed to nobody")
                    .extracting(failure -> ((OperatorException) failure).kind())
                    .isEqualTo(OperatorException.Kind.CLOSED);
        }
        try (OperatorApi operator = new OperatorApi(
                MasterLocator.fixed(List.of(mesos.address())), new Credentials("ops", "secret"), settings)) {
            assertThat(operator.agents()).isEmpty();
        }
        try (OperatorApi wrong = new OperatorApi(
                MasterLocator.fixed(List.of(mesos.address())), new Credentials("ops", "other"), settings)) {
            assertThatThrownBy(wrong::agents)
                    .hasMessageContaining("closed to principal 'ops'")
                    .hasMessageNotContaining("other");
        }
    }

    @Test
    void triesEveryMasterBeforeItGivesUp() throws Exception {
        mesos.put(json("{'type':'GET_AGENTS','get_agents':{}}"));
        URI nobody = URI.create("http://127.0.0.1:1");
        try (OperatorApi api = api(nobody, mesos.address())) {
            assertThat(api.agents()).isEmpty();
        }
        try (OperatorApi api = api(nobody)) {
            assertThatThrownBy(api::agents)
                    .hasMessageContaining("no answer from http://127.0.0.1:1")
                    .extracting(failure -> ((OperatorException) failure).kind())
                    .isEqualTo(OperatorException.Kind.UNREACHABLE);
        }
    }

    @Test
    void readsFilesOfASandboxPartByPart() throws Exception {
        String path = Sandbox.ofTask(FRAMEWORK, EXECUTOR, new TaskId("t-1")) + "/stdout";
        mesos.putFile(path, "hello world");
        try (OperatorApi api = api()) {
            OperatorApi.FilePart part = api.read(mesos.address(), path, 6, 3);
            assertThat(part.size()).isEqualTo(11);
            assertThat(part.data()).asString(StandardCharsets.UTF_8).isEqualTo("wor");
            assertThat(api.read(mesos.address(), path, 11, 100).data()).isEmpty();
            assertThat(api.list(mesos.address(), Sandbox.ofExecutor(FRAMEWORK, EXECUTOR)))
                    .extracting(
                            OperatorApi.FileEntry::path,
                            OperatorApi.FileEntry::size,
                            OperatorApi.FileEntry::isDirectory)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(path, 11L, false));
            assertThatThrownBy(() -> api.read(mesos.address(), path + "x", 0, 1))
                    .hasMessageContaining("no file " + path + "x")
                    .extracting(failure -> ((OperatorException) failure).kind())
                    .isEqualTo(OperatorException.Kind.MISSING);
        }
    }

    @Test
    void doesNotTakeAnAnswerWithoutBounds() {
        mesos.putFile("/f", "x".repeat(60_000));
        settings = ClientFixture.settings(WireFormat.PROTOBUF, Duration.ofSeconds(10), 1000, 1);
        try (OperatorApi api = api()) {
            assertThatThrownBy(() -> api.read(mesos.address(), "/f", 0, 50_000))
                    .hasMessageContaining("longer than the 1000 bytes allowed");
        }
    }

    @Test
    void knowsWhereSandboxesAre() {
        assertThat(Sandbox.ofExecutor(FRAMEWORK, EXECUTOR)).isEqualTo("/frameworks/fw-1/executors/e-1/runs/latest");
        assertThat(Sandbox.ofTask(FRAMEWORK, EXECUTOR, new TaskId("t")))
                .isEqualTo("/frameworks/fw-1/executors/e-1/runs/latest/tasks/t");
        assertThat(Sandbox.ofContainer(FRAMEWORK, EXECUTOR, "parent.child"))
                .isEqualTo("/frameworks/fw-1/executors/e-1/runs/latest/containers/child");
    }

    private OperatorApi api(URI... masters) {
        return new OperatorApi(MasterLocator.fixed(List.of(masters)), Credentials.NONE, settings);
    }

    private static String info(String id, String more) {
        return "{'hostname':'" + id + ".example','port':5051,'id':{'value':'" + id + "'}" + more + "}";
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
