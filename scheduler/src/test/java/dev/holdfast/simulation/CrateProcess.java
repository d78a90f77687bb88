package dev.holdfast.simulation;

import dev.holdfast.crate.model.core.Node;
import dev.holdfast.crate.model.core.Options;
import dev.holdfast.crate.model.core.Wire;
import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.database.crate.sql.DirectDriver;
import dev.holdfast.model.TaskState;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A process of a CrateDB node: the same {@link Node} as in the package's tests, with the run's clock, network and volume. */
final class CrateProcess implements dev.holdfast.crate.model.core.World, DirectDriver.Front {

    /** How long one who asks waits for one answer, and how far that may take the cluster's clock ahead. */
    private static final long PATIENCE = 3000;

    private static final long AHEAD_AT_MOST = 5000;

    final Container container;
    final Options options;
    final CrateDisk disk;

    private final World world;
    private final CrateNet net;
    private Optional<Node> node = Optional.empty();
    private boolean over;

    CrateProcess(World world, CrateNet net, Container container, CrateDisk disk, Options options) {
        this.world = world;
        this.net = net;
        this.container = container;
        this.disk = disk;
        this.options = options;
    }

    /** It opens its ports. */
    void begins() {
        if (!over) {
            Node begun = new Node(this, options);
            node = Optional.of(begun);
            net.listens(this);
            begun.start();
        }
    }

    void ends() {
        over = true;
        node = Optional.empty();
        net.over(this);
    }

    /** The node, while its process is there and listens. */
    Optional<Node> node() {
        return node;
    }

    boolean isReachable() {
        return container.machine.up && container.machine.reachable;
    }

    // What it takes from outside

    @Override
    public long now() {
        return Agenda.BEGIN.toEpochMilli() + net.now();
    }

    @Override
    public String newId() {
        return String.format("%016x%06x", world.chance.nextLong(), world.chance.nextInt(1 << 24));
    }

    @Override
    public void send(String address, Wire message) {
        net.send(this, address, message);
    }

    @Override
    public void after(long millis, Runnable task) {
        net.in(millis, () -> {
            if (!over) {
                task.run();
            }
        });
    }

    @Override
    public String hostname() {
        return container.machine.hostname;
    }

    @Override
    public void log(String line) {
        world.trace.line(container.node.shortName(), line);
    }

    @Override
    public void exit(int code) {
        world.agenda.in(
                0,
                () -> world.agents.end(
                        container,
                        code == 0 ? TaskState.FINISHED : TaskState.FAILED,
                        "",
                        "Command exited with status " + code));
    }

    @Override
    public Files files() {
        return disk;
    }

    // What it answers

    @Override
    public DirectDriver.Said answer(String method, String path, byte[] body) throws IOException {
        Optional<Node> asked = node.filter(there -> isReachable());
        if (asked.isEmpty() || net.ahead() > AHEAD_AT_MOST) {
            throw new SocketTimeoutException();
        }
        if (method.equals("GET")) {
            return about(asked.get());
        }
        if (asked.get().leaves()) {
            return new DirectDriver.Said(
                    500, "[" + options.me().name() + "][" + options.me().address() + "][sql] disconnected");
        }
        JsonNode request = Json.parse(body);
        List<JsonNode> arguments = new ArrayList<>();
        request.path("args").forEach(arguments::add);
        List<DirectDriver.Said> got = new ArrayList<>();
        asked.get()
                .sql(
                        request.path("stmt").asString(),
                        arguments,
                        "crate",
                        answer -> got.add(rows(answer)),
                        refused -> got.add(refused(refused)));
        net.run(net.now() + PATIENCE, () -> !got.isEmpty());
        if (got.isEmpty()) {
            throw new SocketTimeoutException();
        }
        return got.get(0);
    }

    private DirectDriver.Said about(Node asked) {
        boolean ok = asked.leader().isPresent();
        ObjectNode body =
                Json.object().put("ok", ok).put("name", options.me().name()).put("cluster_name", options.cluster());
        body.putObject("version").put("number", options.me().version());
        return new DirectDriver.Said(ok ? 200 : 503, Json.string(body));
    }

    private static DirectDriver.Said rows(Answer answer) {
        return new DirectDriver.Said(200, Json.string(answer.body(0)));
    }

    private static DirectDriver.Said refused(SqlException refused) {
        ObjectNode body = Json.object();
        body.putObject("error").put("message", refused.text()).put("code", refused.code());
        return new DirectDriver.Said(refused.status(), Json.string(body));
    }
}
