package dev.holdfast.api;

import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Answer;
import dev.holdfast.core.Audit;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.engine.SecretFiles;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.SpecRules;
import dev.holdfast.spec.Verdict;
import dev.holdfast.store.Store;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What stands behind the API.
 *
 * @param packages by name
 * @param secrets what specs may name but not say
 * @param specs how specs are read and changed
 */
public record Backend(
        Engine engine,
        Store store,
        NodeLogs files,
        SecretFiles secrets,
        SortedMap<String, DatabasePackage> packages,
        SpecRules specs) {

    /** An answer comes within a turn; this is for a loop that cannot persist. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    public Backend {
        packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /** A cluster as it is now, or a refusal. */
    public ClusterPicture cluster(String name) {
        return find(name).orElseThrow(() -> Refused.noCluster(name));
    }

    public boolean isThere(String name) {
        return find(name).isPresent();
    }

    Optional<ClusterPicture> find(String name) {
        return engine.view().cluster(name);
    }

    /** A cluster's package; there is one, or the cluster would not have been accepted. */
    public DatabasePackage packageOf(ClusterPicture cluster) {
        DatabasePackage known = packages.get(cluster.packageName());
        if (known == null) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "this scheduler does not know the package '" + cluster.packageName() + "' of " + cluster.name(),
                    "start one that does");
        }
        return known;
    }

    /** A cluster as drivers see it. */
    public ClusterView viewOf(ClusterPicture cluster) {
        return engine.clusterView(new ClusterName(cluster.name())).orElseThrow(() -> Refused.noCluster(cluster.name()));
    }

    /** {@code broker-2} or {@code orders/broker-2}, of this cluster. */
    static NodeId node(String cluster, String text) {
        String full = text.contains("/") ? text : cluster + "/" + text;
        return NodeId.parse(full)
                .filter(id -> id.cluster().value().equals(cluster))
                .orElseThrow(() -> Refused.because(
                        Refused.INVALID, "'" + text + "' names no node of " + cluster, "write it as in broker-2"));
    }

    static ClusterName name(String text) {
        if (!ClusterName.isValid(text)) {
            throw Refused.noCluster(text);
        }
        return new ClusterName(text);
    }

    /** The wish, or a refusal with everything that is wrong with it. */
    public static ClusterSpec wish(Verdict verdict) {
        return verdict.spec().orElseThrow(() -> Refused.because(Refused.INVALID, verdict.problems()));
    }

    /** Asks the engine and waits for what it comes to; a refusal is thrown. */
    public OutcomeInfo ask(Command command) throws InterruptedException {
        Answer answer = await(command);
        if (answer instanceof Answer.Accepted accepted) {
            return new OutcomeInfo(
                    "accepted",
                    command instanceof Command.Cancel ? cancelled(accepted.plan()) : text(accepted.plan()),
                    Optional.of(PlanPictures.plan(accepted.plan())),
                    Optional.empty());
        }
        if (answer instanceof Answer.Nothing nothing) {
            return new OutcomeInfo("nothing", nothing.text(), Optional.empty(), Optional.empty());
        }
        if (answer instanceof Answer.Previewed previewed) {
            return new OutcomeInfo(
                    "preview",
                    previewed.preview().title(),
                    Optional.empty(),
                    Optional.of(PlanPictures.preview(previewed.preview(), previewed.outlooks())));
        }
        if (answer instanceof Answer.Done done) {
            return new OutcomeInfo("done", done.text(), Optional.empty(), Optional.empty());
        }
        throw refused(answer);
    }

    /** What is reserved for us, and whether it should be, by the master's newest word. */
    Audit audit() throws InterruptedException {
        Answer answer = await(new Command.Audit());
        if (answer instanceof Answer.Audited audited) {
            return audited.audit();
        }
        throw refused(answer);
    }

    private static Refused refused(Answer answer) {
        if (!(answer instanceof Answer.Refused refused)) {
            throw new IllegalStateException("no answer to that: " + answer);
        }
        return Refused.because(
                switch (refused.kind()) {
                    case INVALID -> Refused.INVALID;
                    case UNKNOWN -> Refused.UNKNOWN;
                    case CONFLICT -> Refused.CONFLICT;
                },
                refused.problems().isEmpty()
                        ? List.of(Problem.of("", "refused", "see the scheduler's log"))
                        : refused.problems());
    }

    /** One that has to undo something goes on until that is done. */
    private static String cancelled(Plan plan) {
        return plan.status() == Plan.Status.RUNNING
                ? "plan " + plan.number() + " (" + plan.title() + ") turns back"
                : text(plan);
    }

    private static String text(Plan plan) {
        String title = plan.title();
        return switch (plan.status()) {
            case RUNNING -> "plan " + plan.number() + ": " + title;
            case PAUSED -> "plan " + plan.number() + " (" + title + ") is paused";
            case CANCELLED -> "plan " + plan.number() + " (" + title + ") is cancelled";
            case DONE -> "plan " + plan.number() + " (" + title + ") is done";
        };
    }

    private Answer await(Command command) throws InterruptedException {
        if (engine.halted().isDone()) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "this scheduler has stopped: " + engine.halted().getNow(""),
                    "ask the one that leads now, or start it again");
        }
        try {
            return engine.ask(command).get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "the scheduler did not answer within " + ANSWER_TIMEOUT.toSeconds()
                            + " s; it may still do what was asked",
                    "look at 'holdfast status' and at its log");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
