package dev.holdfast.api;

import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.engine.Leadership;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a scheduler that stands by does not answer itself: it says who does. */
final class Standing {

    private static final String ROLE = "Holdfast-Role";

    /** These look into the state, at agents or at databases, and so need more than the leader's picture. */
    private static final List<String> MORE_THAN_THE_PICTURE =
            List.of("/endpoints", "/logs", "/logs/stream", "/files", "/v1/audit", "/v1/events/stream", "/v1/webhooks");

    private final Leadership leadership;

    Standing(Leadership leadership) {
        this.leadership = leadership;
    }

    /** A request for the one that leads. */
    static final class Elsewhere extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient URI leader;

        Elsewhere(URI leader) {
            super("this scheduler stands by; " + leader + " leads");
            this.leader = leader;
        }

        String to(String path, @org.jspecify.annotations.Nullable String query) {
            return leader
                    + path
                    + Optional.ofNullable(query).map(text -> "?" + text).orElse("");
        }

        List<ProblemInfo> problems() {
            return List.of(new ProblemInfo("", 0, String.valueOf(getMessage()), "ask " + leader));
        }
    }

    static boolean isOfTheLeader(Route route) {
        return route.method() != Route.Method.GET
                || MORE_THAN_THE_PICTURE.stream().anyMatch(route.path()::endsWith);
    }

    Route onlyWhereItLeads(Route route) {
        return before(route, call -> check());
    }

    /** Who looks at an answer can see that it is not the leader's own. */
    Route marked(Route route) {
        return before(route, call -> {
            if (!leadership.leads()) {
                call.header(ROLE, HealthInfo.STANDBY);
            }
        });
    }

    static Route before(Route route, Consumer<Call> first) {
        Route.Answering answering = route.answering();
        Route.Answering both;
        if (answering instanceof Route.Streaming streaming) {
            both = (Route.Streaming) call -> {
                first.accept(call);
                streaming.to(call);
            };
        } else {
            Route.Value value = (Route.Value) answering;
            both = (Route.Value) call -> {
                first.accept(call);
                return value.of(call);
            };
        }
        return new Route(
                route.method(),
                route.path(),
                route.summary(),
                route.parameters(),
                route.request(),
                route.response(),
                route.many(),
                both);
    }

    private void check() {
        if (leadership.leads()) {
            return;
        }
        throw leadership
                .leader()
                .<RuntimeException>map(Elsewhere::new)
                .orElseGet(() -> Refused.because(
                        Refused.UNAVAILABLE,
                        "this scheduler stands by, and no other leads at the moment",
                        "try again in a few seconds; one takes over within ten"));
    }
}
