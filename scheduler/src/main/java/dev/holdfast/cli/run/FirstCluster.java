package dev.holdfast.cli.run;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PackageInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.SpecFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The cluster that {@code up} was asked for.
 *
 * @param packageName empty: whatever clusters there are
 * @param name empty: as the package
 * @param version empty: the usual one
 */
record FirstCluster(String packageName, String name, String version, OptionalInt nodes, Optional<Path> file) {

    /** Sees that it exists; its name, or nothing if none was asked for. */
    Optional<String> ensure(ApiClient api, Screen screen) {
        if (file.isPresent()) {
            SpecFile spec = SpecFile.read(file.get());
            OutcomeInfo outcome =
                    api.put("/v1/clusters/" + ApiClient.segment(spec.name()), spec.text(), OutcomeInfo.class);
            notes(outcome, screen);
            return Optional.of(spec.name());
        }
        if (packageName.isEmpty()) {
            return Optional.empty();
        }
        String wanted = name.isEmpty() ? packageName : name;
        Optional<ClusterInfo> there = api.get("/v1/status", StatusInfo.class).cluster(wanted);
        if (there.isPresent()) {
            differences(there.get(), screen);
            return Optional.of(wanted);
        }
        OutcomeInfo outcome =
                api.post("/v1/clusters", new Asks.Create(packageName, wanted, assignments(api)), OutcomeInfo.class);
        notes(outcome, screen);
        return Optional.of(wanted);
    }

    private static void notes(OutcomeInfo outcome, Screen screen) {
        outcome.plan().ifPresent(plan -> plan.notes().forEach(note -> screen.line("note: " + note)));
    }

    private List<String> assignments(ApiClient api) {
        List<String> assignments = new ArrayList<>();
        if (!version.isEmpty()) {
            assignments.add("version=" + version);
        }
        if (nodes.isPresent()) {
            PackageInfo known = api.list("/v1/packages", PackageInfo.class).stream()
                    .filter(one -> one.name().equals(packageName))
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            Exit.INVALID,
                            "there is no package '" + packageName + "'",
                            "holdfast packages lists them all"));
            String main = known.groups().get(known.groups().size() - 1).name();
            assignments.add(main + ".count=" + nodes.getAsInt());
        }
        return assignments;
    }

    /** What exists is not changed in passing; the user is told how to. */
    private void differences(ClusterInfo there, Screen screen) {
        if (!there.packageName().equals(packageName)) {
            throw new Failure(
                    Exit.CONFLICT,
                    "'" + there.name() + "' is there already, as a " + there.packageName(),
                    "give the new one another --name");
        }
        String command = Launched.command();
        int count = there.groups().get(there.groups().size() - 1).wanted();
        if (nodes.isPresent() && nodes.getAsInt() != count) {
            screen.line("note: " + there.name() + " is there already, with " + count + " nodes; change that with: "
                    + command + " scale " + there.name() + " " + nodes.getAsInt());
        }
        if (!version.isEmpty() && !version.equals(there.version())) {
            screen.line("note: " + there.name() + " is there already, at " + there.version() + "; change that with: "
                    + command + " upgrade " + there.name() + " " + version);
        }
    }
}
