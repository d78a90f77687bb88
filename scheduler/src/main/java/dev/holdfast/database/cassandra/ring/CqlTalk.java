package dev.holdfast.database.cassandra.ring;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person's statements to a ring, through Cassandra's own driver: a small session. */
public final class CqlTalk implements AutoCloseable {

    /** More rows than that nobody reads. */
    private static final int MOST_ROWS = 10_000;

    /** Behind blanks and comments. */
    private static final Pattern CHANGE =
            Pattern.compile("(?is)(?:\\s|(?:--|//)[^\\n]*\\n|/\\*.*?\\*/)*(?:create|alter|drop)\\b");

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final CqlSession session;

    /** Who answered last: asked again, so that a statement sees the table that the one before it made, which others may not know yet. */
    private Optional<Node> coordinator = Optional.empty();

    private CqlTalk(CqlSession session) {
        this.session = session;
    }

    /** Who somebody is. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * How a ring is entered.
     *
     * @param contacts addresses and ports with commas between
     * @param dc the data centre that is asked
     * @param encryption empty where nodes speak in the clear
     */
    public record Door(String contacts, String dc, Optional<Login> login, Optional<Encryption> encryption) {}

    /**
     * What a statement brought.
     *
     * @param rows of numbers, booleans and texts, all other values as CQL writes them; empty for null
     * @param more whether rows were left out
     */
    public record Answer(List<String> columns, List<List<Optional<Object>>> rows, boolean more) {
        public Answer {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** Why a statement brought nothing. */
    public enum Kind {
        /** Who asks is unknown, or may not. */
        DENIED,
        /** The statement is wrong. */
        WRONG,
        /** It took too long. */
        SLOW,
        /** Too few nodes answer. */
        UNREACHABLE
    }

    /** A statement, or the session itself, came to nothing. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Kind kind;

        RefusedException(Kind kind, String text, Throwable cause) {
            super(text, cause);
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }

    /** Whether there is such a consistency level: {@code quorum}. */
    public static boolean isLevel(String name) {
        return Arrays.stream(DefaultConsistencyLevel.values())
                .anyMatch(level -> level.name().equals(upper(name)));
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** A session with as few threads as can be. */
    public static CqlTalk open(Door door, String level, Duration timeout) {
        DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT)
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, upper(level))
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
                .withBoolean(DefaultDriverOption.CONNECTION_WARN_INIT_ERROR, false)
                .build();
        CqlSessionBuilder builder =
                CqlSession.builder().withConfigLoader(config).withLocalDatacenter(door.dc());
        for (String contact : door.contacts().split(",", -1)) {
            int colon = contact.lastIndexOf(':');
            builder.addContactPoint(
                    new InetSocketAddress(contact.substring(0, colon), Integer.parseInt(contact.substring(colon + 1))));
        }
        door.encryption()
                .ifPresent(tls -> builder.withSslEngineFactory(
                        new ProgrammaticSslEngineFactory(tls.context(), null, tls.checksName())));
        door.login().ifPresent(who -> builder.withAuthCredentials(who.user(), who.password()));
        try {
            return new CqlTalk(builder.build());
        } catch (DriverException e) {
            throw refused(e);
        }
    }

    /** Load on the ring through this session, at its consistency level. */
    public Stress stress(Stress.Wish wish) {
        return new Stress(session, wish);
    }

    /** @throws RefusedException if it brought nothing */
    public Answer ask(String statement) {
        try {
            ResultSet result = session.execute(coordinator
                    .filter(node -> node.getState() == NodeState.UP)
                    .map(node -> SimpleStatement.newInstance(statement).setNode(node))
                    .orElseGet(() -> SimpleStatement.newInstance(statement)));
            coordinator = Optional.ofNullable(result.getExecutionInfo().getCoordinator());
            if (changesSchema(statement)) {
                // What comes next may ask a node that has not heard of it yet. Who does not read schemas is not told by
                // the driver.
                session.checkSchemaAgreement();
            }
            List<String> columns = new ArrayList<>();
            for (ColumnDefinition column : result.getColumnDefinitions()) {
                columns.add(column.getName().asInternal());
            }
            List<List<Optional<Object>>> rows = new ArrayList<>();
            for (Row row : result) {
                if (rows.size() == MOST_ROWS) {
                    return new Answer(columns, rows, true);
                }
                rows.add(values(row));
            }
            return new Answer(columns, rows, false);
        } catch (DriverException e) {
            throw refused(e);
        }
    }

    static boolean changesSchema(String statement) {
        return CHANGE.matcher(statement).lookingAt();
    }

    private List<Optional<Object>> values(Row row) {
        List<Optional<Object>> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(Optional.ofNullable(row.getObject(i)).map(plain(row, i)));
        }
        return Collections.unmodifiableList(values);
    }

    private java.util.function.Function<Object, Object> plain(Row row, int index) {
        return value -> {
            if (value instanceof Number || value instanceof Boolean || value instanceof String) {
                return value;
            }
            TypeCodec<Object> codec = session.getContext()
                    .getCodecRegistry()
                    .codecFor(row.getColumnDefinitions().get(index).getType(), value);
            return codec.format(value);
        };
    }

    static RefusedException refused(DriverException problem) {
        Throwable cause = problem instanceof AllNodesFailedException failed
                ? failed.getAllErrors().values().stream()
                        .flatMap(List::stream)
                        .findFirst()
                        .orElse(problem)
                : problem;
        Kind kind = cause instanceof AuthenticationException || cause instanceof UnauthorizedException
                ? Kind.DENIED
                : cause instanceof QueryValidationException
                        ? Kind.WRONG
                        : cause instanceof DriverTimeoutException ? Kind.SLOW : Kind.UNREACHABLE;
        String said = String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return new RefusedException(kind, said, problem);
    }

    @Override
    public void close() {
        session.close();
    }
}
