package dev.holdfast.cli.run;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PackageInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.GivenArtifact;
import dev.holdfast.cli.SpecFile;
import dev.holdfast.spec.Descriptor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The cluster that {@code up} was asked for.
 *
 * @param packageName empty: whatever clusters there are
 * @param name empty: as the package
 * @param version empty: the usual one
 * @param artifact file or address of the software; empty: the usual one
 * @param jre file or address of a Java for the nodes; empty: what agents have
 */
record FirstCluster(
        String packageName,
        String name,
        String version,
        OptionalInt nodes,
        String artifact,
        String jre,
        Optional<Path> file) {

    /** Sees that it exists; its name, or nothing if none was asked for. */
    Optional<String> ensure(ApiClient api, Screen screen) {
        if (file.isPresent()) {
            SpecFile spec = SpecFile.read(file.get());
            OutcomeInfo outcome =
                    api.put("/v1/clusters/" + ApiClient.segment(spec.name()), spec.text(), OutcomeInfo.class);
            notes(outcome, screen);
            account(
                    api.get("/v1/clusters/" + ApiClient.segment(spec.name()), ClusterInfo.class)
                            .packageName(),
                    screen);
            return Optional.of(spec.name());
        }
        if (packageName.isEmpty()) {
            return Optional.empty();
        }
        String wanted = name.isEmpty() ? packageName : name;
        Optional<ClusterInfo> there = api.get("/v1/status", StatusInfo.class).cluster(wanted);
        if (there.isPresent()) {
            differences(there.get(), screen);
            artifactFor(api, there.get(), screen);
            javaFor(api, there.get());
            return Optional.of(wanted);
        }
        OutcomeInfo outcome =
                api.post("/v1/clusters", new Asks.Create(packageName, wanted, assignments(api)), OutcomeInfo.class);
        notes(outcome, screen);
        account(packageName, screen);
        return Optional.of(wanted);
    }

    private static void account(String packageName, Screen screen) {
        Descriptor descriptor = Objects.requireNonNull(
                        Databases.all(Clock.systemUTC()).get(packageName), packageName)
                .descriptor();
        LocalAccount.ofThisProcess()
                .note(descriptor.title(), descriptor.manner().user())
                .ifPresent(note -> screen.line("note: " + note));
    }

    /** Whether it may be more than the usual, which agents here can hold. */
    boolean asksForMore() {
        return file.isPresent() || nodes.isPresent();
    }

    private static void notes(OutcomeInfo outcome, Screen screen) {
        outcome.plan().ifPresent(plan -> plan.notes().forEach(note -> screen.line("note: " + note)));
    }

    private List<String> assignments(ApiClient api) {
        List<String> assignments = new ArrayList<>();
        if (!artifact.isEmpty()) {
            assignments.addAll(GivenArtifact.assignments(packageName, artifact, version));
        } else if (!version.isEmpty()) {
            assignments.add("version=" + version);
        }
        if (!jre.isEmpty()) {
            assignments.add(GivenArtifact.java(jre));
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

    /** Where software comes from may be said later, if nothing was said before: an up that lacked it goes on. */
    private void artifactFor(ApiClient api, ClusterInfo there, Screen screen) {
        if (artifact.isEmpty()) {
            return;
        }
        String path = "/v1/clusters/" + ApiClient.segment(there.name());
        List<String> assignments = GivenArtifact.assignments(packageName, artifact, there.version());
        String spec = api.text(path + "/spec");
        if (!spec.contains("\nartifacts:")) {
            api.post(path + "/set", new Asks.Set(assignments.subList(1, assignments.size())), OutcomeInfo.class);
        } else if (!spec.contains(
                assignments.get(1).substring(assignments.get(1).indexOf('=') + 1))) {
            screen.line("note: " + there.name() + " has its software from elsewhere; change that with: "
                    + Launched.command() + " set " + there.name() + " " + assignments.get(1));
        }
    }

    /** Nodes that found no Java to run on go on with this one. */
    private void javaFor(ApiClient api, ClusterInfo there) {
        String path = "/v1/clusters/" + ApiClient.segment(there.name());
        if (!jre.isEmpty()) {
            String assignment = GivenArtifact.java(jre);
            if (!api.text(path + "/spec").contains(assignment.substring(assignment.indexOf('=') + 1))) {
                api.post(path + "/set", new Asks.Set(List.of(assignment)), OutcomeInfo.class);
            }
        }
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
