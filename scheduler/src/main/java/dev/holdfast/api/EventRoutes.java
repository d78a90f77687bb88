package dev.holdfast.api;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.WireJson;
import dev.holdfast.core.Fact;
import dev.holdfast.engine.EventTail;
import dev.holdfast.store.Store;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What happened and was decided: pages of it, and as it happens. */
final class EventRoutes implements AutoCloseable {

    private static final int MOST = 10_000;
    private static final int MOST_STREAMS = 64;
    /** So many are read from the store at once, so that the loop, which writes there, never waits long. */
    private static final int PAGE = 500;

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final Store store;
    private final EventTail tail;
    private final Clock clock;
    private final JsonMapper json = WireJson.mapper();
    private final Streams streams = new Streams("events", MOST_STREAMS);

    EventRoutes(Backend backend, Clock clock) {
        this.store = backend.store();
        this.tail = backend.engine().tail();
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                filtered(Route.list(
                                "/v1/events",
                                "What happened and was decided, oldest first",
                                EventInfo.class,
                                this::page))
                        .with("after", "only those with a higher id, from the oldest on; without it the newest")
                        .with("limit", "how many at most (usual: 100)"),
                filtered(Route.stream(
                                "/v1/events/stream",
                                "The same as it happens (Server-Sent Events named 'event', whose id is the event's;"
                                        + " the header Last-Event-ID goes on after that one)",
                                EventInfo.class,
                                call -> streams.open(call.context(), follow(call))))
                        .with("after", "begin with those after this id; without it with what happens from now on"));
    }

    private static Route filtered(Route route) {
        return route.with("cluster", "only about this cluster")
                .with("node", "only about this node, as in broker-2")
                .with("kind", "only of these kinds, with commas between")
                .with("since", "only from then on, as in 10m, 2h, 1d, or a time");
    }

    private List<EventInfo> page(Call call) {
        EventFilter filter = EventFilter.of(call, clock.instant());
        int limit = (int) call.number("limit", 100, 1, MOST);
        boolean fromOldest = !call.query("after").isEmpty();
        long after = call.number("after", 0, 0, Long.MAX_VALUE);
        if (!fromOldest && isOnlyOfACluster(filter)) {
            return store.history(Backend.name(filter.cluster()), limit).stream()
                    .filter(filter)
                    .map(EventPictures::event)
                    .toList();
        }
        ArrayDeque<EventInfo> found = new ArrayDeque<>();
        for (List<Fact.Told> page = store.told(after, PAGE);
                !page.isEmpty() && !(fromOldest && found.size() == limit);
                page = store.told(page.get(page.size() - 1).number(), PAGE)) {
            for (Fact.Told told : page) {
                if (filter.test(told) && !(fromOldest && found.size() == limit)) {
                    found.addLast(EventPictures.event(told));
                }
                if (found.size() > limit) {
                    found.removeFirst();
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean isOnlyOfACluster(EventFilter filter) {
        return !filter.cluster().isEmpty()
                && filter.node().isEmpty()
                && filter.kinds().isEmpty();
    }

    private Streams.Pump follow(Call call) {
        EventFilter filter = EventFilter.of(call, clock.instant());
        long newest = tail.newest();
        long asked = lastEventId(call.context()).orElse(call.number("after", newest, 0, Long.MAX_VALUE));
        // A number that was never given yet is of a state that was put back: what happens from now on is after it.
        long begin = Math.min(asked, newest);
        return reader -> {
            long seen = begin;
            while (reader.isServed()) {
                List<Fact.Told> more = after(seen);
                for (Fact.Told told : more) {
                    seen = Math.max(seen, told.number());
                    if (filter.test(told)) {
                        reader.send(
                                Long.toString(told.number()),
                                "event",
                                json.writeValueAsString(EventPictures.event(told)));
                    }
                }
                if (more.isEmpty()) {
                    wait(reader, seen);
                }
            }
        };
    }

    private void wait(Streams.Reader reader, long seen) throws IOException, InterruptedException {
        tail.await(seen, HEARTBEAT);
        if (tail.after(seen).filter(more -> !more.isEmpty()).isEmpty()) {
            reader.stillHere();
        }
    }

    private List<Fact.Told> after(long number) {
        return tail.after(number).orElseGet(() -> store.told(number, PAGE));
    }

    private static Optional<Long> lastEventId(Context context) {
        return Optional.ofNullable(context.header("Last-Event-ID"))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong);
    }

    @Override
    public void close() {
        streams.close();
    }
}
