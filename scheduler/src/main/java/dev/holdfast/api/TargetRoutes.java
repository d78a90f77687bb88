package dev.holdfast.api;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Change;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Secret;
import dev.holdfast.spec.SpecDiff;
import dev.holdfast.spec.SpecEdit;
import dev.holdfast.spec.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What changes a target; each can be previewed. */
final class TargetRoutes {

    private static final String CLUSTER = "/v1/clusters/{cluster}";
    private static final String PREVIEW = "preview";
    private static final int LONGEST_TITLE = 100;

    private final Backend backend;
    private final SpecEdit edit;

    TargetRoutes(Backend backend) {
        this.backend = backend;
        this.edit = new SpecEdit(backend.specs());
    }

    List<Route> routes() {
        return List.of(
                previewed(Route.post(
                        "/v1/clusters",
                        "Creates a cluster with the package's defaults",
                        Asks.Create.class,
                        OutcomeInfo.class,
                        this::create)),
                previewed(Route.of(
                                Route.Method.PUT,
                                CLUSTER,
                                "Makes the cluster be what the spec says (YAML or JSON); creates it if there is none",
                                String.class,
                                OutcomeInfo.class,
                                this::put))
                        .with("expected-target", "refuse unless the target in force has this number"),
                previewed(Route.post(
                        CLUSTER + "/scale",
                        "Changes counts of nodes",
                        Asks.Scale.class,
                        OutcomeInfo.class,
                        this::scale)),
                previewed(
                        Route.post(CLUSTER + "/set", "Changes settings", Asks.Set.class, OutcomeInfo.class, this::set)),
                previewed(Route.post(
                        CLUSTER + "/upgrade",
                        "Goes to another version of the database, node by node",
                        Asks.Upgrade.class,
                        OutcomeInfo.class,
                        this::upgrade)),
                previewed(Route.post(
                        CLUSTER + "/remove",
                        "Drains a node and gives it up for good",
                        Asks.Remove.class,
                        OutcomeInfo.class,
                        this::remove)));
    }

    private static Route previewed(Route route) {
        return route.with(PREVIEW, "true: say what would be done, and do nothing");
    }

    private Object create(Call call) throws InterruptedException {
        Asks.Create ask = call.body(Asks.Create.class);
        if (backend.find(ask.name()).isPresent()) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "there is a cluster '" + ask.name() + "' already",
                    "choose another name, or change it with set, scale or apply");
        }
        ClusterSpec spec = Backend.wish(edit.create(ask.packageName(), ask.name(), ask.assignments()));
        return aim(call, spec, "create " + ask.name());
    }

    private Object put(Call call) throws InterruptedException {
        String name = call.path("cluster");
        ClusterSpec spec = Backend.wish(new SpecReader(backend.specs()).read(call.text(), this::running));
        if (!spec.name().value().equals(name)) {
            throw Refused.because(
                    Refused.INVALID,
                    "the spec is for '" + spec.name() + "', the address for '" + name + "'",
                    "use the same name in both");
        }
        Optional<ClusterPicture> current = backend.find(name);
        String title = current.map(known -> title("apply", known.spec(), spec)).orElse("create " + name);
        return aim(call, spec, title);
    }

    private Object scale(Call call) throws InterruptedException {
        ClusterSpec current = current(call);
        List<String> wishes = call.body(Asks.Scale.class).wishes();
        if (wishes.isEmpty()) {
            throw Refused.because(Refused.INVALID, "no count is given", "write as in broker=5");
        }
        ClusterSpec spec = wishes.size() == 1
                ? Backend.wish(edit.scale(current, wishes.get(0)))
                : Backend.wish(edit.set(
                        current, wishes.stream().map(TargetRoutes::countOf).toList()));
        List<String> counts = new ArrayList<>();
        for (GroupSpec group : spec.groups().values()) {
            int before = current.group(group.name()).map(GroupSpec::count).orElse(0);
            if (before != group.count()) {
                counts.add(group.name() + " " + before + " -> " + group.count());
            }
        }
        return aim(call, spec, "scale " + String.join(", ", counts));
    }

    /** {@code broker=5} as an assignment of the group's count. */
    private static String countOf(String wish) {
        int equals = wish.indexOf('=');
        if (equals < 1) {
            throw Refused.because(
                    Refused.INVALID,
                    "'" + wish + "' names no group",
                    "several counts are written as in controller=3 broker=5");
        }
        return wish.substring(0, equals).strip() + ".count="
                + wish.substring(equals + 1).strip();
    }

    private Object set(Call call) throws InterruptedException {
        ClusterSpec current = current(call);
        List<String> assignments = call.body(Asks.Set.class).assignments();
        if (assignments.isEmpty()) {
            throw Refused.because(Refused.INVALID, "nothing is assigned", "write as in log.retention.ms=60000");
        }
        ClusterSpec spec = Backend.wish(edit.set(current, assignments));
        return aim(call, spec, title("set", current, spec));
    }

    private Object upgrade(Call call) throws InterruptedException {
        ClusterSpec current = current(call);
        ClusterSpec spec =
                Backend.wish(edit.upgrade(current, call.body(Asks.Upgrade.class).version()));
        return aim(call, spec, "upgrade " + current.version() + " -> " + spec.version());
    }

    private Object remove(Call call) throws InterruptedException {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        Asks.Remove ask = call.body(Asks.Remove.class);
        NodeId node = Backend.node(cluster.name(), ask.node());
        boolean lost = ask.lost().orElse(false);
        Command.Remove command = new Command.Remove(node.cluster(), node, lost);
        if (!call.flag(PREVIEW)) {
            return backend.ask(command);
        }
        if (lost) {
            return backend.ask(new Command.PreviewOf(command));
        }
        ClusterSpec spec = Backend.wish(edit.remove(cluster.spec(), node.group(), node.index()));
        return aim(call, spec, "remove " + node.shortName());
    }

    private Optional<ClusterSpec> running(String name) {
        return backend.find(name).map(ClusterPicture::spec);
    }

    private ClusterSpec current(Call call) {
        return backend.cluster(call.path("cluster")).spec();
    }

    private OutcomeInfo aim(Call call, ClusterSpec spec, String title) throws InterruptedException {
        List<Problem> missing = Secret.names(spec).stream()
                .flatMap(name -> backend.secrets().problem(name).stream())
                .toList();
        if (!missing.isEmpty()) {
            throw Refused.because(Refused.INVALID, missing);
        }
        return call.flag(PREVIEW)
                ? backend.ask(new Command.Preview(spec, title))
                : backend.ask(new Command.Apply(spec, title, call.number("expected-target", 0, 0, Long.MAX_VALUE)));
    }

    /** The verb and what changes, cut short. */
    private static String title(String verb, ClusterSpec from, ClusterSpec to) {
        List<String> changes =
                SpecDiff.between(from, to).stream().map(Change::toString).toList();
        String text = verb + " " + String.join(", ", changes);
        text = text.replaceFirst("^set setting ", "set ");
        return text.length() <= LONGEST_TITLE ? text.strip() : text.substring(0, LONGEST_TITLE - 1) + "…";
    }
}
