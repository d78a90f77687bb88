package dev.holdfast.local.agent;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.local.link.LinkCodec;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.RecordIo;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/**
 * The master's end of the link: registers every agent as the same one, acknowledges, and remembers what it was told.
 */
final class FakeMaster implements AutoCloseable {

    static final AgentID AGENT = AgentID.newBuilder().setValue("agent-S0").build();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ToMaster> heard = new CopyOnWriteArrayList<>();
    private volatile Optional<OutputStream> stream = Optional.empty();
    private volatile boolean acknowledges = true;
    private volatile boolean rejects;

    FakeMaster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/agent-link", this::register);
        server.createContext("/agent-link/" + AGENT.getValue(), this::hear);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void register(HttpExchange exchange) throws IOException {
        heard.add(read(exchange));
        exchange.sendResponseHeaders(200, 0);
        stream = Optional.of(exchange.getResponseBody());
        say(new ToAgent.Registered(AGENT));
    }

    private void hear(HttpExchange exchange) throws IOException {
        ToMaster message = read(exchange);
        heard.add(message);
        exchange.sendResponseHeaders(rejects ? 404 : 202, -1);
        exchange.close();
        if (acknowledges && message instanceof ToMaster.StatusUpdate update) {
            say(new ToAgent.Acknowledge(
                    update.frameworkId(),
                    update.status().getTaskId(),
                    update.status().getUuid()));
        }
    }

    private static ToMaster read(HttpExchange exchange) throws IOException {
        try {
            return LinkCodec.decodeToMaster(exchange.getRequestBody().readAllBytes());
        } catch (MalformedMessageException malformed) {
            throw new IOException(malformed);
        }
    }

    synchronized void say(ToAgent message) throws IOException {
        OutputStream out = stream.orElseThrow(() -> new IOException("no agent is registered"));
        out.write(RecordIo.frame(LinkCodec.encode(message)));
        out.flush();
    }

    /** Closes the agent's stream, as a master does that goes away. */
    void hangUp() throws IOException {
        stream.orElseThrow().close();
    }

    void acknowledges(boolean from) {
        acknowledges = from;
    }

    /** From now on the agent is told that it must register again. */
    void rejects(boolean from) {
        rejects = from;
    }

    void launch(ExecutorInfo executor, TaskInfo.Builder... tasks) throws IOException {
        TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
        for (TaskInfo.Builder task : tasks) {
            group.addTasks(task);
        }
        say(new ToAgent.RunTaskGroup(Messages.modern(), executor, group.build()));
    }

    void kill(String task) throws IOException {
        say(new ToAgent.KillTask(Messages.FRAMEWORK, Messages.taskId(task), Optional.empty()));
    }

    void apply(int n, Offer.Operation operation) throws IOException {
        say(new ToAgent.ApplyOperation(Messages.FRAMEWORK, ByteString.copyFromUtf8("op-" + n), operation));
    }

    <T extends ToMaster> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<TaskStatus> statuses(String task) {
        return heard(ToMaster.StatusUpdate.class).stream()
                .map(ToMaster.StatusUpdate::status)
                .filter(status -> status.getTaskId().getValue().equals(task))
                .toList();
    }

    List<TaskState> states(String task) {
        return statuses(task).stream().map(TaskStatus::getState).toList();
    }

    TaskStatus await(String task, TaskState state) {
        Awaitility.await(task + " " + state)
                .atMost(PATIENCE)
                .until(() -> states(task).contains(state));
        return statuses(task).stream()
                .filter(status -> status.getState() == state)
                .findFirst()
                .orElseThrow();
    }

    <T extends ToMaster> void awaitHeard(Class<T> kind, int count) {
        Awaitility.await(kind.getSimpleName())
                .atMost(PATIENCE)
                .until(() -> heard(kind).size() >= count);
    }

    void forget() {
        heard.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
