package dev.holdfast.engine.hook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** All webhooks, each with a thread of its own. */
public final class Webhooks implements AutoCloseable {

    private final List<HookWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param owner who this Holdfast is, for whoever hears of several; asked at each message, for one that stands by may not know yet */
    public Webhooks(List<HookSpec> hooks, HookSource source, HookPace pace, Supplier<String> owner, Clock clock) {
        HttpClient usual = client(pace).build();
        for (HookSpec hook : hooks) {
            HttpClient http = hook.authorities()
                    .map(file -> client(pace).sslContext(trust(file)).build())
                    .orElse(usual);
            HookCall call = new HookCall(http, pace.answer(), owner);
            HookWorker worker = new HookWorker(hook, source, call, pace, clock);
            Thread thread = new Thread(worker, "hook-" + hook.name());
            thread.setDaemon(true);
            workers.add(worker);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private static HttpClient.Builder client(HookPace pace) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(pace.answer())
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    private static SSLContext trust(Path file) {
        try {
            return HookTrust.of(file);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("it could be read a moment ago: " + file, e);
        }
    }

    public List<HookState> states() {
        return workers.stream().map(HookWorker::state).toList();
    }

    /** Ends them; what is just being sent is sent again by whoever goes on. */
    @Override
    public void close() {
        workers.forEach(HookWorker::close);
        threads.forEach(Thread::interrupt);
    }
}
