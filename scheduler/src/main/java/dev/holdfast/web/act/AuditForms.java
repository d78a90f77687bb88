package dev.holdfast.web.act;

import dev.holdfast.api.Desk;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.Shown;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is reserved against what should be, and what a person decides about the rest. */
final class AuditForms {

    static final String HOME = "/audit";

    private static final String AUDIT = "/v1/audit";

    private final Desk desk;
    private final Doing doing;
    private final Shown shown;

    AuditForms(Desk desk, Doing doing, Shown shown) {
        this.desk = desk;
        this.doing = doing;
        this.shown = shown;
    }

    void list(Context context) throws Exception {
        shown.show(context, new AuditPage(audit()));
    }

    private AuditInfo audit() throws Exception {
        return (AuditInfo) desk.ask(Route.Method.GET, AUDIT, Map.of(), "");
    }

    void release(Context context) throws Exception {
        String uid = context.pathParam("uid");
        AuditInfo audit = audit();
        String what = Stream.concat(
                        audit.leaks().stream()
                                .filter(leak -> leak.uid().equals(uid))
                                .map(leak -> what(leak.volume(), leak.node(), leak.hostname())),
                        audit.kept().stream()
                                .filter(kept -> kept.uid().equals(uid))
                                .map(kept -> what(true, kept.node(), kept.hostname())))
                .findFirst()
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN, "nothing is known of '" + uid + "'", "the audit lists what is there"));
        answer(context, uid, "Release", what, Deed.Care.ALWAYS, new Asks.Release(uid));
    }

    private static String what(boolean volume, String node, String hostname) {
        return volume
                ? "Destroys a volume of " + node + " on " + hostname
                        + " with all that is in it, and gives its resources" + " back. Nothing brings it back."
                : "Unreserves what was reserved for " + node + " on " + hostname + ".";
    }

    void adopt(Context context) throws Exception {
        answer(
                context,
                context.pathParam("uid"),
                "Adopt",
                "Gives a node that stands nowhere its volume back, of which no record tells. It starts from the next offer that"
                        + " shows the volume.",
                Deed.Care.NONE,
                new Asks.Nothing());
    }

    void forget(Context context) throws Exception {
        answer(
                context,
                context.pathParam("uid"),
                "Forget",
                "Waits no longer for what was given up on an agent that will never come back. Nothing on any agent is touched.",
                Deed.Care.NONE,
                new Asks.Nothing());
    }

    private void answer(Context context, String uid, String label, String about, Deed.Care care, Record body)
            throws Exception {
        String verb = label.toLowerCase(java.util.Locale.ROOT);
        String name = URLEncoder.encode(uid, StandardCharsets.UTF_8);
        Task task = new Task(
                label + " " + uid,
                label,
                about,
                HOME + "/" + name + "/" + verb,
                care,
                false,
                List.of(),
                uid,
                HOME,
                HOME,
                Optional.empty(),
                () -> Wish.post(AUDIT + "/" + uid + "/" + verb, body));
        doing.answer(context, Area.AGENTS, task, List.of(), Inputs.of(context));
    }
}
