package dev.holdfast.database.crate.sql;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks SQL to one node over its HTTP endpoint, on one connection of its own. Never throws: what goes wrong is an
 * {@link Answer} too. For one thread; closing it closes the connection.
 */
public final class SqlClient implements AutoCloseable {

    /** Why nothing came back where nobody listens. */
    static final String REFUSED = "connection refused";

    private static final int LONGEST_STRANGE_ANSWER = 200;

    /** Of all clients: what it learns of types would be learnt anew by each. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Line line;
    private final boolean secure;
    private final String address;
    private final String authorization;

    /** A client of a node's HTTP port. Connects when first asked. */
    public SqlClient(String host, int port, Optional<Login> login) {
        this(host, port, login, Optional.empty());
    }

    /** {@code trust} in those who vouch for a node that speaks TLS; empty for one that does not. */
    public SqlClient(String host, int port, Optional<Login> login, Optional<Trust> trust) {
        this(new HttpLine(host, port, trust), host + ":" + port, trust.isPresent(), login);
    }

    /** A client that asks over this line. */
    SqlClient(Line line, String address, boolean secure, Optional<Login> login) {
        this.line = line;
        this.secure = secure;
        this.address = address;
        this.authorization =
                login.map(known -> "Authorization: " + known.basic() + "\r\n").orElse("");
    }

    /** {@code host:port}. */
    public String address() {
        return address;
    }

    /** Runs one statement, its {@code ?} filled from the arguments: texts, numbers, booleans or lists of them. */
    public Answer ask(String statement, List<?> arguments, Duration timeout) {
        return ask(statement, arguments, Deadline.in(timeout));
    }

    Answer ask(String statement, List<?> arguments, Deadline deadline) {
        if (deadline.isOver()) {
            // Whoever stood still for long must not say anything now: others may have gone on meanwhile.
            return new Answer.Silence("no time was left to say it", false);
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("stmt", statement);
        if (!arguments.isEmpty()) {
            request.put("args", arguments);
        }
        try {
            byte[] body = JSON.writeValueAsBytes(request);
            Line.Reply reply = line.exchange(
                    "POST", "/_sql", authorization + "Content-Type: application/json\r\n", body, deadline);
            return read(reply);
        } catch (HttpLine.NotReachedException e) {
            return new Answer.Silence(text(e.getCause()), false);
        } catch (IOException e) {
            boolean hungUp = !secure && HttpLine.HUNG_UP.equals(e.getMessage());
            return new Answer.Silence(text(e) + (hungUp ? ", as a port does that wants TLS" : ""), true);
        }
    }

    /** What the node says of itself, whether or not it is in a cluster. */
    Optional<Greeting> greet(Deadline deadline) {
        try {
            Line.Reply reply = line.exchange("GET", "/", authorization, new byte[0], deadline);
            JsonNode tree = JSON.readTree(reply.body());
            return tree.path("name").isString()
                    ? Optional.of(new Greeting(
                            tree.path("name").asString(""),
                            tree.path("cluster_name").asString(""),
                            tree.path("version").path("number").asString("")))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** A node's own name, its cluster's, and its version. */
    record Greeting(String name, String clusterName, String version) {}

    @Override
    public void close() {
        line.close();
    }

    private Answer read(Line.Reply reply) {
        JsonNode tree;
        try {
            tree = JSON.readTree(reply.body());
        } catch (JacksonException e) {
            return strange(reply);
        }
        JsonNode error = tree.path("error");
        if (error.isObject()) {
            return new Answer.Refused(
                    reply.status(),
                    error.path("code").asInt(0),
                    oneLine(error.path("message").asString("no reason given")));
        }
        if (reply.status() != 200
                || !tree.path("cols").isArray()
                || !tree.path("rows").isArray()) {
            return strange(reply);
        }
        List<String> columns = new ArrayList<>();
        tree.path("cols").forEach(name -> columns.add(name.asString("")));
        List<Answer.Row> rows = new ArrayList<>();
        for (JsonNode row : tree.path("rows")) {
            List<JsonNode> values = new ArrayList<>();
            row.forEach(values::add);
            rows.add(new Answer.Row(values));
        }
        return new Answer.Rows(
                columns,
                rows,
                tree.path("rowcount").asLong(-1),
                tree.path("duration").asDouble(0));
    }

    /** CrateDB answers without JSON where it takes no statements: to the wrong user, and on its way out. */
    private static Answer strange(Line.Reply reply) {
        String text = oneLine(reply.body());
        if (text.length() > LONGEST_STRANGE_ANSWER) {
            text = text.substring(0, LONGEST_STRANGE_ANSWER) + "…";
        }
        return new Answer.Refused(reply.status(), 0, text.isEmpty() ? "HTTP status " + reply.status() : text);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    private static String text(@Nullable Throwable e) {
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof ConnectException) {
            return REFUSED;
        }
        if (e instanceof NoRouteToHostException) {
            return "no route to it";
        }
        if (e instanceof UnknownHostException) {
            return "its address is not known";
        }
        String message = e == null ? null : e.getMessage();
        return message == null ? "no answer" : oneLine(message);
    }
}
