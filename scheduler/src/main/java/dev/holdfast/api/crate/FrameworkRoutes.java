package dev.holdfast.api.crate;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkAnswer;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkApi;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkCluster;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkInstances;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkMessage;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkRefusal;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkResize;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkResources;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkState;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.database.crate.CrateOptions;
import dev.holdfast.model.ClusterName;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.GroupSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The four paths of the original Crate framework. */
public final class FrameworkRoutes {

    static final int OK = 200;
    private static final int WRONG_MEDIA_TYPE = 415;

    private static final String CRATE = "crate";

    private final Backend backend;
    private final String named;
    private final String version;
    private final Resize resize;

    /**
     * Serves one cluster.
     *
     * @param named the cluster; empty for the only one of CrateDB's
     * @param version of this program
     */
    public FrameworkRoutes(Backend backend, String named, String version) {
        this.backend = backend;
        this.named = named;
        this.version = version;
        this.resize = new Resize(backend);
    }

    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/",
                        "The original Crate framework's API: who answers",
                        FrameworkAnswer.class,
                        call -> new FrameworkAnswer(OK, "Crate Mesos Framework (" + version + ")")),
                Route.get(
                        "/cluster",
                        "The original Crate framework's API: the cluster",
                        FrameworkState.class,
                        call -> answer("Could not tell the state of the cluster.", () -> state(call))),
                Route.post(
                        "/cluster/resize",
                        "The original Crate framework's API: changes the number of nodes with data",
                        FrameworkResize.class,
                        FrameworkAnswer.class,
                        call -> answer(Resize.NOT_CHANGED, () -> resize(call))),
                Route.post(
                        "/cluster/shutdown",
                        "The original Crate framework's API: stops all nodes; their data stays",
                        Asks.Nothing.class,
                        FrameworkAnswer.class,
                        call -> answer("Could not shut down the cluster.", this::shutdown)));
    }

    private interface Work {
        Object done() throws InterruptedException;
    }

    /** A refusal of Holdfast's own, in the framework's form. */
    private static Object answer(String otherwise, Work work) throws InterruptedException {
        try {
            return work.done();
        } catch (Refused refused) {
            String reason =
                    refused.problems().stream().map(FrameworkRoutes::text).collect(Collectors.joining("; "));
            return refusal(refused.status(), otherwise, reason);
        }
    }

    private static String text(ProblemInfo problem) {
        return problem.remedy().isEmpty() ? problem.message() : problem.message() + ": " + problem.remedy();
    }

    static Route.Reply refusal(int status, String message, String reason) {
        return new Route.Reply(status, new FrameworkRefusal(status, message, reason));
    }

    private Object resize(Call call) throws InterruptedException {
        if (!call.mediaType().equals("application/json")) {
            return refusal(
                    WRONG_MEDIA_TYPE,
                    "Unsupported Media Type",
                    "the body is taken as JSON only: curl -H 'Content-Type: application/json' …");
        }
        return resize.to(call.body(FrameworkResize.class).instances().orElse(0), this::served);
    }

    private Object shutdown() throws InterruptedException {
        ClusterPicture cluster = served();
        OutcomeInfo outcome = backend.ask(new Command.Stop(new ClusterName(cluster.name()), List.of()));
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (outcome.outcome().equals("nothing") && active.isPresent() && new Instances(cluster).desired() > 0) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "plan " + active.get().number() + " (" + active.get().title() + ") has started no node yet",
                    "holdfast cancel " + cluster.name() + " gives it up");
        }
        return new FrameworkAnswer(OK, FrameworkAnswers.SUCCESS);
    }

    /** The cluster that is meant; there may be none, or no telling. */
    private ClusterPicture served() {
        List<ClusterPicture> known = backend.engine().view().clusters().stream()
                .filter(cluster -> cluster.packageName().equals(CRATE))
                .toList();
        String names = known.stream().map(ClusterPicture::name).collect(Collectors.joining(", "));
        if (!named.isEmpty()) {
            return known.stream()
                    .filter(cluster -> cluster.name().equals(named))
                    .findFirst()
                    .orElseThrow(() -> Refused.because(
                            Refused.CONFLICT,
                            "there is no CrateDB cluster '" + named + "', which --crate-api-cluster names",
                            known.isEmpty()
                                    ? "holdfast create crate " + named + " makes it"
                                    : "start the scheduler with one of " + names));
        }
        if (known.size() != 1) {
            throw Refused.because(
                    Refused.CONFLICT,
                    known.isEmpty()
                            ? "there is no CrateDB cluster"
                            : "there are " + known.size() + " CrateDB clusters (" + names + ")",
                    known.isEmpty()
                            ? "holdfast create crate NAME makes one"
                            : "start the scheduler with --crate-api-cluster and the name of one, or use /v1/clusters");
        }
        return known.get(0);
    }

    private FrameworkState state(Call call) {
        ClusterPicture cluster = served();
        Instances instances = new Instances(cluster);
        GroupSpec group = instances.groups().get(0); // a cluster without data is not accepted
        return new FrameworkState(
                OK,
                new FrameworkMessage(
                        backend.engine().view().master().text().replaceFirst(" \\(.*", ""),
                        new FrameworkInstances(instances.desired(), instances.running()),
                        instances.excludedAgents(),
                        new FrameworkCluster(
                                cluster.version(),
                                CrateOptions.clusterName(cluster.spec()),
                                port(cluster, group),
                                instances.wished()),
                        new FrameworkResources(
                                group.memoryMegabytes(),
                                group.heapMegabytes(),
                                group.cpusMilli() / 1000.0,
                                group.diskMegabytes()),
                        new FrameworkApi(call.port())));
    }

    /** As wished; where the nodes pick their own, the first one's. */
    private static int port(ClusterPicture cluster, GroupSpec group) {
        int wished = group.ports().getOrDefault(CrateIds.HTTP_PORT, 0);
        return wished > 0
                ? wished
                : cluster.nodes().stream()
                        .filter(node -> node.id().group().equals(group.name()))
                        .map(node -> node.ports().getOrDefault(CrateIds.HTTP_PORT, 0))
                        .filter(port -> port > 0)
                        .findFirst()
                        .orElse(0);
    }
}
