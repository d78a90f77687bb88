package dev.holdfast.api.crate;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Refused;
import dev.holdfast.api.crate.FrameworkAnswers.FrameworkAnswer;
import dev.holdfast.core.Command;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.Replicas;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.SpecEdit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A change of the number of instances, behind the framework's own three checks and then behind everything that holds
 * for any change of a target.
 *
 * <p>Of a table's number of replicas, where that is a range, the framework counts the upper end, or the lower if the
 * upper is "all". It looks at tables only when there shall be fewer nodes than there are. After a shutdown a resize is
 * what starts the nodes again.
 */
final class Resize {

    static final String NOT_CHANGED = "Could not change the number of instances.";
    static final String ZERO =
            NOT_CHANGED + " Scaling down to zero instances is not allowed. Please use '/cluster/shutdown' instead.";
    static final String TOO_MANY = "Could not initialize more Crate nodes than existing number of mesos agents";
    static final String TOO_FEW =
            NOT_CHANGED + " The number of desired instances is lower than the number of replicas + 1.";

    private final Backend backend;
    private final SpecEdit edit;

    Resize(Backend backend) {
        this.backend = backend;
        this.edit = new SpecEdit(backend.specs());
    }

    /** @param served asked only where the wish can be one at all */
    Object to(int desired, Supplier<ClusterPicture> served) throws InterruptedException {
        if (desired < 1) {
            return refusal(ZERO, desired + " is no number of nodes to keep: use 1 or more");
        }
        View view = backend.engine().view();
        long agents = view.agents().stream().filter(AgentView::active).count();
        if (view.agentsComplete() && desired > agents) {
            return refusal(
                    TOO_MANY,
                    "Mesos has " + agents + (agents == 1 ? " agent" : " agents") + " for " + desired
                            + " nodes, and each node has an agent of its own: add agents, or ask for at most "
                            + agents);
        }
        ClusterPicture cluster = served.get();
        Instances instances = new Instances(cluster);
        if (desired < instances.wished()) {
            if (instances.isShutDown()) {
                return refusal(
                        NOT_CHANGED,
                        "all nodes are stopped, and " + instances.wished()
                                + " hold data: start these first, with a resize to " + instances.wished()
                                + ", then go to " + desired);
            }
            Optional<Map.Entry<String, String>> highest =
                    highest(backend.viewOf(cluster).observation());
            if (highest.isPresent() && desired < upper(highest.get().getValue()) + 1) {
                int least = upper(highest.get().getValue()) + 1;
                return refusal(
                        TOO_FEW,
                        highest.get().getKey() + " has number_of_replicas = '"
                                + highest.get().getValue() + "', which takes " + least + " nodes: ask for at least "
                                + least + ", or lower it with ALTER TABLE");
            }
        }
        return change(cluster, instances, desired);
    }

    private static Object refusal(String message, String reason) {
        return FrameworkRoutes.refusal(Refused.FORBIDDEN, message, reason);
    }

    /** The table with the highest number of replicas by this API's count, if that is more than none. */
    static Optional<Map.Entry<String, String>> highest(Optional<Observation> seen) {
        return seen
                .map(Observation::details)
                .filter(CrateDetails.class::isInstance)
                .map(CrateDetails.class::cast)
                .filter(details -> details.knows(Part.TABLES))
                .stream()
                .flatMap(details -> details.tables().entrySet().stream())
                .map(table -> Map.entry(table.getKey(), table.getValue().replicas()))
                .filter(table -> upper(table.getValue()) > 0)
                .max(Comparator.comparingInt((Map.Entry<String, String> table) -> upper(table.getValue()))
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())));
    }

    /** {@code 1-2} is 2; {@code 1-all} is 1, for all is as many as there are. */
    static int upper(String replicas) {
        int most = Replicas.most(replicas);
        int counted = most == Replicas.ALL ? Replicas.least(replicas) : most;
        return counted == Replicas.ALL ? 0 : counted;
    }

    private Object change(ClusterPicture cluster, Instances instances, int desired) throws InterruptedException {
        boolean other = desired != instances.wished();
        boolean down = instances.isShutDown();
        ClusterName name = new ClusterName(cluster.name());
        try {
            ClusterSpec spec = other ? resized(cluster, instances.groups(), desired) : cluster.spec();
            String title = "resize " + instances.wished() + " -> " + desired;
            if (other && down) {
                backend.ask(new Command.Preview(spec, title)); // a wish that is refused must not start anything
            }
            if (down) {
                backend.ask(new Command.Start(name, List.of()));
            }
            if (other) {
                backend.ask(new Command.Apply(spec, title, 0));
            }
        } catch (Refused refused) {
            if (refused.status() == Refused.INVALID) {
                throw Refused.because(Refused.FORBIDDEN, refused);
            }
            throw refused;
        }
        return new FrameworkAnswer(FrameworkRoutes.OK, FrameworkAnswers.SUCCESS);
    }

    private ClusterSpec resized(ClusterPicture cluster, List<GroupSpec> groups, int desired) {
        if (groups.size() > 1) {
            String names = groups.stream().map(GroupSpec::name).collect(Collectors.joining(", "));
            throw Refused.because(
                    Refused.CONFLICT,
                    cluster.name() + " has several groups with data (" + names + "), and this API names none",
                    "holdfast scale " + cluster.name() + " " + groups.get(0).name() + "=N");
        }
        return Backend.wish(edit.scale(cluster.spec(), groups.get(0).name(), desired));
    }
}
