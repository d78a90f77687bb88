package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.process.ProcessTable;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real agent under a fake master; whatever it still runs at the end is killed. */
final class RealAgent implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final String ROLE = "role";

    final FakeMaster master;
    private final AgentConfig config;
    private LocalAgent agent;

    RealAgent(Path workDir, UnaryOperator<AgentConfig> change) throws IOException {
        master = new FakeMaster();
        config = change.apply(AgentConfig.of("agent1", "127.0.0.1", 0, workDir, master::uri)
                .withResources("cpus:4;mem:1024;disk:1000;ports:[26500-26600]"));
        agent = LocalAgent.start(config, Clock.systemUTC());
        master.awaitHeard(ToMaster.Register.class, 1);
        Awaitility.await().atMost(PATIENCE).until(() -> agent.state().agentId().isPresent());
    }

    RealAgent(Path workDir) throws IOException {
        this(workDir, UnaryOperator.identity());
    }

    LocalAgent agent() {
        return agent;
    }

    /** The agent dies; its tasks do not. */
    void die() {
        agent.close();
    }

    void comeBack() throws IOException {
        master.forget();
        agent = LocalAgent.start(config, Clock.systemUTC());
        master.awaitHeard(ToMaster.Register.class, 1);
    }

    Path sandbox(String task) throws IOException {
        try (Stream<Path> all = Files.walk(config.workDir().resolve("slaves"))) {
            return all.filter(path -> path.endsWith(Path.of("tasks", task)))
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }

    String stdout(String task) throws IOException {
        return Files.readString(sandbox(task).resolve("stdout"));
    }

    void awaitOutput(String task, String text) {
        Awaitility.await("output of " + task)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> stdout(task).contains(text));
    }

    /** Reserves disk and makes a volume on it, as a framework would. */
    Resource makeVolume(String id) throws IOException {
        Resource disk = Messages.reserved(Messages.scalar("disk", 100), ROLE);
        Resource volume = Messages.volume(100, ROLE, id);
        int before = master.heard(ToMaster.OperationUpdate.class).size();
        master.apply(
                before + 1,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.RESERVE)
                        .setReserve(Offer.Operation.Reserve.newBuilder().addResources(disk))
                        .build());
        master.apply(
                before + 2,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.CREATE)
                        .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume))
                        .build());
        master.awaitHeard(ToMaster.OperationUpdate.class, before + 2);
        return volume;
    }

    @Override
    public void close() {
        ProcessTable processes = new ProcessTable();
        for (AgentSnapshot.Executor executor : agent.state().executors()) {
            List<AgentSnapshot.Task> tasks = executor.tasks();
            tasks.forEach(task -> processes.killSession(task.process()));
        }
        agent.close();
        master.close();
    }
}
