package dev.holdfast.cli.run;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.run.StoppedFile.Stopped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Ends all databases in their right order and keeps their data. */
final class StopAll {

    private static final long MILLIS_BETWEEN_LOOKS = 200;
    private static final List<String> UP = List.of("launching", "starting", "running", "ready", "stopping");

    private final ApiClient api;
    private final Screen screen;
    private final LiveView live;
    private final StoppedFile file;

    StopAll(ApiClient api, Screen screen, LiveView live, StoppedFile file) {
        this.api = api;
        this.screen = screen;
        this.live = live;
        this.file = file;
    }

    /** Returns when no process of a database is left, or when there is nobody any more who could stop them. */
    void run(BooleanSupplier halted) throws IOException, InterruptedException {
        StatusInfo status = api.get("/v1/status", StatusInfo.class);
        List<Stopped> stopped = new ArrayList<>(file.read());
        List<String> running = new ArrayList<>();
        for (ClusterInfo cluster : status.clusters()) {
            boolean wanted =
                    cluster.nodes().stream().anyMatch(node -> node.goal().equals("running"));
            if (wanted) {
                running.add(cluster.name());
                stopped.removeIf(known -> known.cluster().equals(cluster.name()) && !known.unfinished());
                if (stopped.stream().noneMatch(known -> known.cluster().equals(cluster.name()))) {
                    stopped.add(new Stopped(cluster.name(), cluster.activePlan().isPresent()));
                }
            }
        }
        file.write(stopped);
        if (!running.isEmpty()) {
            screen.line("stopping " + String.join(", ", running) + "; data is kept. Ctrl-C again leaves at once");
        }
        List<String> toAsk = new ArrayList<>(running);
        while (!halted.getAsBoolean()) {
            toAsk.removeIf(this::ask);
            status = api.get("/v1/status", StatusInfo.class);
            live.show(status);
            List<NodeInfo> left = left(status);
            if (toAsk.isEmpty() && left.isEmpty()) {
                return;
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    private static List<NodeInfo> left(StatusInfo status) {
        return status.clusters().stream()
                .flatMap(cluster -> cluster.nodes().stream())
                .filter(node -> UP.contains(node.state()))
                .toList();
    }

    /** Whether it is taken; what is under way may be in its way for a moment. */
    private boolean ask(String cluster) {
        try {
            api.post(
                    "/v1/clusters/" + ApiClient.segment(cluster) + "/stop",
                    new Asks.Nodes(List.of()),
                    OutcomeInfo.class);
            return true;
        } catch (Failure e) {
            return e.exitCode() != Exit.CONFLICT && e.exitCode() != Exit.UNAVAILABLE;
        }
    }
}
