package dev.holdfast.database.crate.marathon;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fields of an app that no other class reads: why each is gone. */
final class Fields {

    private static final String READY =
            "a node counts as ready when another one lists it, with its name and version, and as ill when CrateDB says"
                    + " so";
    private static final String RETRY = "after failures Holdfast waits longer each time by itself, up to 5 minutes";
    private static final String STAYS =
            "a node keeps its place and its data until someone asks to replace or remove it";
    private static final String ROLE = "each cluster has a Mesos role of its own, in which its resources are reserved";
    private static final String NETWORK = "a node is on its agent's own network";

    private static final List<String> READ = List.of(
            "id",
            "instances",
            "cpus",
            "mem",
            "disk",
            "cmd",
            "args",
            "env",
            "user",
            "uris",
            "fetch",
            "container",
            "constraints",
            "ports",
            "portDefinitions",
            "requirePorts",
            "networks");

    /** What Marathon tells of an app beside what it was told. */
    private static final List<String> TOLD = List.of(
            "version",
            "versionInfo",
            "tasks",
            "tasksStaged",
            "tasksRunning",
            "tasksHealthy",
            "tasksUnhealthy",
            "deployments",
            "lastTaskFailure",
            "taskStats",
            "readinessCheckResults");

    private static final Map<String, String> WHY = new TreeMap<>(Map.ofEntries(
            Map.entry("healthChecks", READY),
            Map.entry("readinessChecks", READY),
            Map.entry("check", READY),
            Map.entry("backoffSeconds", RETRY),
            Map.entry("backoffFactor", RETRY),
            Map.entry("maxLaunchDelaySeconds", RETRY),
            Map.entry("residency", STAYS),
            Map.entry("unreachableStrategy", STAYS),
            Map.entry(
                    "killSelection", "a resize removes the node with the highest number, after its shards have moved"),
            Map.entry("taskKillGracePeriodSeconds", "a node has two minutes to end by itself"),
            Map.entry("upgradeStrategy", "restarts and upgrades go node by node, each when CrateDB can do without it"),
            Map.entry("acceptedResourceRoles", ROLE),
            Map.entry("role", ROLE),
            Map.entry("ipAddress", NETWORK),
            Map.entry("labels", "labels are Marathon's"),
            Map.entry("dependencies", "a spec knows no other apps"),
            Map.entry("executor", "nodes have Mesos's own executor"),
            Map.entry(
                    "secrets",
                    "write each value into the scheduler's secrets/NAME, and ${secret:NAME} where it is needed"),
            Map.entry("gpus", "CrateDB has no use for them")));

    private Fields() {}

    static void into(Draft draft, ObjectNode app) {
        for (Map.Entry<String, JsonNode> field : app.properties()) {
            String name = field.getKey();
            if (!READ.contains(name) && !TOLD.contains(name) && says(field.getValue())) {
                draft.dropped(name, WHY.getOrDefault(name, "a spec has nothing like it"));
            }
        }
    }

    /** Whether a value is more than an absent one. */
    private static boolean says(JsonNode value) {
        return !(value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isNumber() && value.asDouble() == 0)
                || (value.isBoolean() && !value.asBoolean())
                || (value.isString() && value.asString().isEmpty()));
    }
}
