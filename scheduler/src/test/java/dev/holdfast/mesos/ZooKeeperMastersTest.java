package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.model.ZooKeeperAddress;
import dev.holdfast.store.LocalZooKeeper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ZooKeeperMastersTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private LocalZooKeeper server;
    private CuratorFramework curator;

    @BeforeEach
    void startZooKeeper() throws Exception {
        server = LocalZooKeeper.start(directory, new InetSocketAddress("127.0.0.1", 0));
        curator = CuratorFrameworkFactory.newClient("127.0.0.1:" + server.port(), new RetryOneTime(100));
        curator.start();
    }

    @AfterEach
    void stopZooKeeper() {
        curator.close();
        server.close();
    }

    private ZooKeeperMasters masters() {
        return ZooKeeperMasters.at(ZooKeeperAddress.parse("zk://127.0.0.1:" + server.port() + "/mesos")
                .orElseThrow());
    }

    /** As a master of Mesos 1.x writes it. */
    private static String info(String ip, int port) {
        return "{\"address\":{\"hostname\":\"" + ip + "\",\"ip\":\"" + ip + "\",\"port\":" + port
                + "},\"capabilities\":[{\"type\":\"AGENT_UPDATE\"}],\"hostname\":\"" + ip
                + "\",\"id\":\"0b9b8b1c-6a4c-4d5e\",\"ip\":16777343,\"pid\":\"master@" + ip + ":" + port
                + "\",\"port\":" + port + ",\"version\":\"1.11.0\"}";
    }

    private String publish(String name, String text) throws Exception {
        return curator.create()
                .creatingParentsIfNeeded()
                .forPath("/mesos/" + name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLowestNumberLeadsAndTheOthersFollow() throws Exception {
        publish("json.info_0000000012", info("10.0.0.12", 5050));
        publish("json.info_0000000009", info("10.0.0.9", 5051));
        publish("log_replicas", "");
        publish("log_replicas/json.info_0000000001", info("10.0.0.1", 5050));
        publish("info_0000000002", "binary, of older frameworks");
        try (ZooKeeperMasters masters = masters()) {
            assertThat(masters.candidates())
                    .containsExactly(URI.create("http://10.0.0.9:5051"), URI.create("http://10.0.0.12:5050"));
            assertThat(masters.leader()).contains(URI.create("http://10.0.0.9:5051"));
        }
    }

    @Test
    void aChangeOfLeaderIsFollowed() throws Exception {
        try (ZooKeeperMasters masters = masters()) {
            assertThat(masters.candidates())
                    .as("nobody has published anything yet")
                    .isEmpty();
            publish("json.info_0000000001", info("10.0.0.1", 5050));
            publish("json.info_0000000002", info("10.0.0.2", 5050));
            await().atMost(SOON).until(() -> masters.candidates().size() == 2);
            curator.delete().forPath("/mesos/json.info_0000000001");
            await().atMost(SOON).until(() -> masters.candidates().equals(List.of(URI.create("http://10.0.0.2:5050"))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "not json", "{\"address\":{\"ip\":\"10.0.0.1\"}}", "{\"pid\":\"master@\"}", "[1]"})
    void whatCannotBeUnderstoodIsPassedOver(String text) throws Exception {
        publish("json.info_0000000001", text);
        publish("json.info_0000000002", info("10.0.0.2", 5050));
        try (ZooKeeperMasters masters = masters()) {
            assertThat(masters.candidates()).containsExactly(URI.create("http://10.0.0.2:5050"));
        }
    }

    @Test
    void anAddressMayBeAHostnameOrStandInThePid() {
        assertThat(ZooKeeperMasters.uri("{\"address\":{\"hostname\":\"m1\",\"port\":5050}}"))
                .contains(URI.create("http://m1:5050"));
        assertThat(ZooKeeperMasters.uri("{\"pid\":\"master@10.0.0.1:5050\"}"))
                .contains(URI.create("http://10.0.0.1:5050"));
        assertThat(ZooKeeperMasters.uri("{\"address\":{\"ip\":\"fd00::1\",\"port\":5050}}"))
                .contains(URI.create("http://[fd00::1]:5050"));
    }

    @Test
    void theSubscriptionGoesOnWithTheNewLeaderThoughTheOldOneStillTalks() throws Exception {
        try (FakeMaster first = new FakeMaster();
                FakeMaster second = new FakeMaster();
                ClientFixture fixture = new ClientFixture();
                ZooKeeperMasters masters = masters()) {
            publish("json.info_0000000001", info("127.0.0.1", first.address().getPort()));
            await().atMost(SOON).until(() -> masters.leader().isPresent());
            try (MesosClient client = new MesosClient(
                    fixture.framework, masters, fixture.settings, fixture.events::add, () -> 0.0, () -> true)) {
                client.start();
                first.nextStream().send(ClientFixture.heartbeat());
                publish(
                        "json.info_0000000002",
                        info("127.0.0.1", second.address().getPort()));
                curator.delete().forPath("/mesos/json.info_0000000001");
                second.nextStream().send(ClientFixture.heartbeat());
            }
        }
    }

    @Test
    void whoLeadsNoLongerDoesNotSubscribe() throws Exception {
        try (ClientFixture fixture = new ClientFixture()) {
            fixture.mayAct.set(false);
            fixture.start();
            assertThat(fixture.next(MesosEvent.Disconnected.class).reason()).contains("no longer leads");
            fixture.mayAct.set(true);
            fixture.master.nextStream().send(ClientFixture.subscribed("1.11.0", Duration.ofMinutes(1)));
            MesosEvent next = fixture.next(MesosEvent.class);
            while (next instanceof MesosEvent.Disconnected tried) { // as often as it was tried before that
                assertThat(tried.reason()).contains("no longer leads");
                next = fixture.next(MesosEvent.class);
            }
            assertThat(next).isInstanceOf(MesosEvent.Connected.class);
        }
    }
}
