package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateIds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The driver as it is, but for its sockets and threads: all that it asks is answered at once, by whoever stands for a node. */
public final class DirectDriver {

    private DirectDriver() {}

    /** One who answers HTTP. What a socket would throw, it throws. */
    public interface Front {
        Said answer(String method, String path, byte[] body) throws IOException;
    }

    /** An answer of HTTP. */
    public record Said(int status, String body) {}

    /** A driver that finds nodes so; {@code nanos} as {@link System#nanoTime}. */
    public static Driver over(Clock clock, LongSupplier nanos, Function<NodeView, Front> fronts) {
        return new CrateDriver(
                clock,
                node -> new SqlClient(
                        new FrontLine(fronts.apply(node)),
                        node.address() + ":" + node.ports().getOrDefault(CrateIds.HTTP_PORT, 0),
                        false,
                        Optional.empty()),
                new AtOnce(),
                nanos);
    }

    private record FrontLine(Front front) implements Line {
        @Override
        public Line.Reply exchange(String method, String path, String headers, byte[] body, Deadline deadline)
                throws IOException {
            try {
                Said reply = front.answer(method, path, body);
                return new Line.Reply(reply.status(), reply.body());
            } catch (ConnectException | NoRouteToHostException e) {
                throw new HttpLine.NotReachedException(e);
            }
        }

        @Override
        public void close() {}
    }

    /** Does everything in the thread that wants it done. */
    private static final class AtOnce extends AbstractExecutorService {
        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
