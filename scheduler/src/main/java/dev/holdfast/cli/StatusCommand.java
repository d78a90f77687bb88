package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.HookInfo;
import dev.holdfast.api.wire.NamesInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WireJson;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "status", description = "Show all clusters, or one with its nodes and its plan.")
final class StatusCommand implements Callable<Integer> {

    private static final String DATA = "data: ";
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = {"-w", "--watch"},
            description = "Show it again each time something changes.")
    private boolean watch;

    @Option(names = "--spec", description = "Print NAME's spec, with all defaults in it, as `apply` takes it.")
    private boolean spec;

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        if (spec && name.isEmpty()) {
            throw new Failure(Exit.USAGE, "--spec needs a cluster", "holdfast status NAME --spec");
        }
        if (spec) {
            output.out().print(api.text(new Target(name, "").path() + "/spec"));
            output.out().flush();
        } else if (watch) {
            follow(api);
        } else {
            show(api.get("/v1/status", StatusInfo.class));
            if (name.isEmpty() && output.isForPeople()) {
                hooks(api);
            }
            dns(api);
        }
        return Exit.DONE;
    }

    /** A line of its own, for people who look at everything. */
    private void dns(ApiClient api) {
        if (!name.isEmpty() || !output.isForPeople()) {
            return;
        }
        try {
            NamesInfo dns = api.get("/v1/names", NamesInfo.class);
            if (dns.on()) {
                output.out().println(NamesCommand.line(dns));
                output.out().flush();
            }
        } catch (Failure e) {
            if (e.exitCode() != Exit.UNKNOWN) { // an older scheduler does not know of names
                throw e;
            }
        }
    }

    private void follow(ApiClient api) {
        JsonMapper json = WireJson.mapper();
        Paint paint = output.paint();
        try (Stream<String> lines = api.lines("/v1/stream")) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith(DATA)) {
                    if (paint.on()) {
                        output.out().print(CLEAR);
                    }
                    show(json.readValue(line.substring(DATA.length()), StatusInfo.class));
                }
            }
        } catch (java.io.UncheckedIOException e) {
            throw new Failure(Exit.UNAVAILABLE, "the scheduler at " + api.base() + " went away", "start it again", e);
        }
    }

    private void hooks(ApiClient api) {
        List<HookInfo> hooks;
        try {
            hooks = api.list("/v1/webhooks", HookInfo.class);
        } catch (Failure e) {
            return; // an older scheduler has none, and a standby without a leader knows none
        }
        for (HookInfo hook : hooks) {
            String how = hook.problem().isEmpty()
                    ? hook.taken()
                            .map(at -> "took the last at " + Texts.second(at))
                            .orElse("nothing sent yet")
                    : hook.problem()
                            + hook.again()
                                    .map(at -> "; tried again at " + Texts.second(at))
                                    .orElse("");
            output.out()
                    .println("webhook " + hook.name() + " (" + hook.url() + "): " + how + "; " + hook.waiting()
                            + " waiting, " + hook.dropped() + " dropped");
        }
        output.out().flush();
    }

    private void show(StatusInfo status) {
        StatusText text = new StatusText(output.paint());
        if (name.isEmpty()) {
            output.emit(status, out -> text.all(status, out));
            return;
        }
        ClusterInfo cluster = status.cluster(name)
                .orElseThrow(() -> new Failure(
                        Exit.UNKNOWN, "there is no cluster '" + name + "'", "holdfast status lists them all"));
        output.emit(cluster, (PrintWriter out) -> text.one(status, cluster, out));
    }
}
