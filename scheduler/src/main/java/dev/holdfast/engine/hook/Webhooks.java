package dev.holdfast.engine.hook;

import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** All webhooks, each with a thread of its own. */
public final class Webhooks implements AutoCloseable {

    private final List<HookWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param owner who this Holdfast is, for whoever hears of several */
    public Webhooks(List<HookSpec> hooks, HookSource source, HookPace pace, String owner, Clock clock) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(pace.answer())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HookCall call = new HookCall(http, pace.answer(), owner);
        for (HookSpec hook : hooks) {
            HookWorker worker = new HookWorker(hook, source, call, pace, clock);
            Thread thread = new Thread(worker, "hook-" + hook.name());
            thread.setDaemon(true);
            workers.add(worker);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
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
