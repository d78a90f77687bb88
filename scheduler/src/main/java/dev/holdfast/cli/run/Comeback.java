package dev.holdfast.cli.run;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.run.StoppedFile.Stopped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts again what the last {@code up} stopped, and lets go on what it interrupted. A cluster is asked until it
 * takes it: the stop itself may not be over yet.
 */
final class Comeback {

    private final ApiClient api;
    private final Screen screen;
    private final StoppedFile file;
    private final List<Stopped> toStart = new ArrayList<>();
    private final List<Stopped> asked = new ArrayList<>();

    Comeback(ApiClient api, Screen screen, StoppedFile file) {
        this.api = api;
        this.screen = screen;
        this.file = file;
    }

    void begin() throws IOException {
        toStart.addAll(file.read());
    }

    /** Whether all that was stopped shows as started. */
    boolean isOver() {
        return toStart.isEmpty() && asked.isEmpty();
    }

    /** One attempt for each cluster that still waits for its turn. */
    void goOn(StatusInfo status) throws IOException {
        for (Stopped one : List.copyOf(asked)) {
            if (isBack(one, status.cluster(one.cluster()))) {
                asked.remove(one);
                remember();
            }
        }
        for (Stopped one : List.copyOf(toStart)) {
            Optional<ClusterInfo> cluster = status.cluster(one.cluster());
            if (cluster.isEmpty() || start(one.cluster())) {
                toStart.remove(one);
                if (cluster.isPresent()) {
                    asked.add(one);
                }
                remember();
            }
        }
    }

    /** Pictures from before the start was taken still show nodes that shall be stopped. */
    private boolean isBack(Stopped one, Optional<ClusterInfo> cluster) {
        if (cluster.isEmpty()) {
            return true;
        }
        boolean started =
                cluster.get().nodes().stream().noneMatch(node -> node.goal().equals("stopped"));
        if (!one.unfinished()) {
            return started;
        }
        return started && cluster.get().activePlan().isEmpty() && applyAgain(one.cluster());
    }

    private void remember() throws IOException {
        List<Stopped> left = new ArrayList<>(toStart);
        left.addAll(asked);
        file.write(left);
    }

    private boolean start(String cluster) {
        return taken(
                () -> api.post(path(cluster) + "/start", new Asks.Nodes(List.of()), OutcomeInfo.class),
                cluster + " is started again");
    }

    private boolean applyAgain(String cluster) {
        return taken(
                () -> api.put(path(cluster), api.text(path(cluster) + "/spec"), OutcomeInfo.class),
                cluster + " goes on with what was interrupted");
    }

    private interface Asking {
        OutcomeInfo ask();
    }

    private boolean taken(Asking asking, String text) {
        try {
            asking.ask();
            screen.line(text);
            return true;
        } catch (Failure e) {
            if (e.exitCode() == Exit.CONFLICT || e.exitCode() == Exit.UNAVAILABLE) {
                return false; // not yet
            }
            screen.line("cannot: " + text + ": " + e.getMessage() + "; " + e.remedy());
            return true;
        }
    }

    private static String path(String cluster) {
        return "/v1/clusters/" + ApiClient.segment(cluster);
    }
}
