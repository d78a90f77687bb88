package dev.holdfast.api.kafka;

import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.admin.QuotaWork;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What clients of Kafka are allowed. */
final class QuotaRoutes {

    private static final String QUOTAS = "/v1/clusters/{cluster}/quotas";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String IP = "ip";
    private static final List<String> CLIENTS = List.of("user", "client-id", IP);
    private static final List<String> LIMITS =
            List.of("producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate");
    private static final List<String> IP_LIMITS = List.of("connection_creation_rate");

    private final Function<Call, ClusterView> views;
    private final QuotaWork quotas = new QuotaWork();

    QuotaRoutes(Function<Call, ClusterView> views) {
        this.views = views;
    }

    List<Route> routes() {
        return List.of(
                Route.list(QUOTAS, "What clients are allowed", TopicAsks.Quota.class, this::list),
                Route.post(
                        QUOTAS, "Sets limits of one kind of client", TopicAsks.Quota.class, DoneInfo.class, this::set));
    }

    private List<TopicAsks.Quota> list(Call call) {
        QuotaWork.QuotaList list = quotas.list(views.apply(call), LIMIT);
        if (!list.problem().isEmpty()) {
            throw Replies.noAnswer(list.problem(), call.path("cluster"));
        }
        return list.quotas().stream()
                .map(quota -> new TopicAsks.Quota(quota.entity(), quota.limits()))
                .toList();
    }

    private Object set(Call call) {
        ClusterView view = views.apply(call);
        TopicAsks.Quota ask = call.body(TopicAsks.Quota.class);
        check(ask);
        QuotaWork.Quota quota = new QuotaWork.Quota(ask.entity(), ask.limits());
        return Replies.done(
                quotas.set(view, quota, LIMIT),
                call.path("cluster"),
                "combine only user and client-id; limits are numbers from 0, or below 0 to take one off");
    }

    private static void check(TopicAsks.Quota ask) {
        if (ask.entity().isEmpty() || ask.limits().isEmpty()) {
            throw Refused.because(
                    Refused.INVALID,
                    "it takes a kind of client and a limit",
                    "write as in client-id=app producer_byte_rate=1000000");
        }
        ask.entity().keySet().forEach(kind -> known(kind, CLIENTS, "no kind of client"));
        List<String> limits = ask.entity().containsKey(IP) ? IP_LIMITS : LIMITS;
        String of = ask.entity().containsKey(IP) ? "no limit of an ip" : "no limit of a user or client-id";
        ask.limits().keySet().forEach(limit -> known(limit, limits, of));
    }

    private static void known(String name, List<String> known, String what) {
        if (!known.contains(name)) {
            throw Refused.because(
                    Refused.INVALID, "'" + name + "' is " + what, "known are " + String.join(", ", known));
        }
    }
}
