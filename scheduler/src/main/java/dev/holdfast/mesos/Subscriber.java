package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.scheduler.Call;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Finds the leading master and opens an event stream: one attempt, over all masters known. */
final class Subscriber {

    static final String SCHEDULER_API = "/api/v1/scheduler";
    static final String STREAM_ID = "Mesos-Stream-Id";

    private static final int MAX_REDIRECTS = 5;

    private final MasterLocator masters;
    private final MesosHttp http;
    private final ClientSettings settings;
    private final Registration registration;
    private final BooleanSupplier mayAct;

    /** @param mayAct asked just before SUBSCRIBE leaves, which would push out a scheduler that leads in our place */
    Subscriber(
            MasterLocator masters,
            MesosHttp http,
            ClientSettings settings,
            Registration registration,
            BooleanSupplier mayAct) {
        this.masters = masters;
        this.http = http;
        this.settings = settings;
        this.registration = registration;
        this.mayAct = mayAct;
    }

    Subscription subscribe() throws SubscribeException, InterruptedException {
        List<URI> candidates = masters.candidates();
        if (candidates.isEmpty()) {
            throw new SubscribeException("no Mesos master is known at " + masters.description());
        }
        List<String> failures = new ArrayList<>();
        for (URI candidate : candidates) {
            try {
                return subscribe(candidate);
            } catch (SubscribeException refused) {
                failures.add(String.valueOf(refused.getMessage()));
            } catch (IOException failed) {
                failures.add("no Mesos master answers at " + candidate + ": " + MesosHttp.describe(failed));
            }
        }
        throw new SubscribeException(String.join("; ", failures));
    }

    private Subscription subscribe(URI candidate) throws IOException, InterruptedException {
        URI master = candidate;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Registration.Roles roles = registration.wanted();
            Call call = registration.subscribeCall(roles);
            HttpRequest request = http.post(master, SCHEDULER_API, call).build();
            if (!mayAct.getAsBoolean()) {
                throw new SubscribeException("this scheduler no longer leads");
            }
            HttpResponse<InputStream> answer = open(request, master);
            Optional<URI> leader =
                    MesosHttp.isRedirect(answer.statusCode()) ? MesosHttp.leader(answer, master) : Optional.empty();
            if (leader.isPresent()) {
                master = leader.get();
            } else if (answer.statusCode() == MesosHttp.OK) {
                return subscription(master, roles, answer);
            } else {
                throw new SubscribeException(explain(master, answer));
            }
        }
        throw new SubscribeException(
                candidate + " sends us from master to master without an end;" + " they do not agree on a leader yet");
    }

    /** Names the address that failed, which after a redirect is not the one in the configuration. */
    private HttpResponse<InputStream> open(HttpRequest request, URI master) throws IOException, InterruptedException {
        try {
            return http.open(request, settings.subscribeTimeout());
        } catch (IOException failed) {
            throw new SubscribeException("no Mesos master answers at " + master + ": " + MesosHttp.describe(failed));
        }
    }

    private Subscription subscription(URI master, Registration.Roles roles, HttpResponse<InputStream> answer)
            throws IOException {
        Optional<String> streamId = answer.headers().firstValue(STREAM_ID);
        if (streamId.isEmpty()) {
            answer.body().close();
            throw new SubscribeException(
                    master + " is no Mesos master of 1.8 or later: its answer has no " + STREAM_ID);
        }
        return new Subscription(master, streamId.get(), roles, answer.body(), settings);
    }

    private String explain(URI master, HttpResponse<InputStream> answer) throws IOException {
        String text = MesosHttp.text(answer.body().readAllBytes());
        Credentials credentials = registration.framework().credentials();
        return switch (answer.statusCode()) {
            case MesosHttp.UNAUTHORIZED ->
                credentials.secret().isEmpty()
                        ? master + " asks who we are; give the framework a principal and its secret"
                        : master + " does not know " + credentials + " with this secret; check both";
            case MesosHttp.FORBIDDEN ->
                master + " does not let " + credentials + " be a framework (" + text
                        + "); ask for its authorization, or use another principal";
            case MesosHttp.NOT_FOUND -> master + " has no scheduler API; is it a Mesos master?";
            case MesosHttp.UNAVAILABLE -> master + " does not lead yet (" + text + ")";
            default -> master + " answered " + answer.statusCode() + " (" + text + ")";
        };
    }
}
