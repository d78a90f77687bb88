package dev.holdfast.real;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What a test sees of a cluster from outside the scheduler's process: the published picture, as one line of JSON. */
record ClusterSight(
        String health, String database, long target, List<NodeSight> nodes, PlanSight plan, List<String> debts) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final ClusterSight NONE =
            new ClusterSight("none", "", 0, List.of(), new PlanSight(0, "", "NONE", List.of(), List.of()), List.of());

    record NodeSight(
            String name,
            String state,
            int incarnation,
            int generation,
            boolean current,
            String text,
            String reason,
            String rule,
            String trouble,
            String hostname,
            String address,
            Map<String, Integer> ports,
            String agentId,
            String taskId) {

        boolean isReady() {
            return state.equals("ready");
        }

        String endpoint(String port) {
            return address + ":" + ports.getOrDefault(port, 0);
        }

        @Override
        public String toString() {
            return name + "#" + incarnation + "=" + state
                    + (text.isEmpty() ? "" : "(" + text + ")")
                    + (reason.isEmpty() ? "" : "[" + reason + "]")
                    + (trouble.isEmpty() ? "" : "{" + trouble + "}");
        }
    }

    record StepSight(String id, String status, String stage, String progress, String reason, String rule) {}

    record PlanSight(long number, String title, String status, List<StepSight> steps, List<String> notes) {}

    static String json(ClusterPicture picture) {
        return JSON.writeValueAsString(new ClusterSight(
                picture.health(),
                picture.database(),
                picture.target(),
                picture.nodes().stream().map(ClusterSight::node).toList(),
                picture.plan().map(ClusterSight::plan).orElse(NONE.plan()),
                picture.debts()));
    }

    static ClusterSight parse(String line) {
        return JSON.readValue(line, ClusterSight.class);
    }

    private static NodeSight node(NodePicture node) {
        return new NodeSight(
                node.id().shortName(),
                node.state(),
                node.incarnation(),
                node.generation(),
                node.current(),
                node.text(),
                node.reason().map(Reason::text).orElse(""),
                node.reason().map(Reason::rule).orElse(""),
                node.trouble(),
                node.hostname(),
                node.address(),
                new TreeMap<>(node.ports()),
                node.agentId(),
                node.taskId());
    }

    private static PlanSight plan(Plan plan) {
        return new PlanSight(
                plan.number(),
                plan.title(),
                plan.status().name(),
                plan.steps().map(ClusterSight::step).toList(),
                plan.notes());
    }

    private static StepSight step(Step step) {
        return new StepSight(
                step.id(),
                step.status().name(),
                step.stage().map(Object::toString).orElse(""),
                step.progress(),
                step.reason().map(Reason::text).orElse(""),
                step.reason().map(Reason::rule).orElse(""));
    }

    boolean isReady() {
        return health.equals("ready");
    }

    /** All wished-for work of a plan is over, and everybody is well. */
    boolean isDone(long plan) {
        return this.plan.number() == plan && this.plan.status().equals("DONE") && isReady();
    }

    Optional<NodeSight> find(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    NodeSight node(String name) {
        return find(name).orElseThrow(() -> new AssertionError("no node " + name + " in\n" + this));
    }

    List<NodeSight> group(String group) {
        return nodes.stream()
                .filter(node -> node.name().startsWith(group + "-"))
                .toList();
    }

    /** Where each node stands, on which disk. */
    Map<String, String> places() {
        TreeMap<String, String> places = new TreeMap<>();
        nodes.forEach(node ->
                places.put(node.name(), node.address() + " " + node.ports() + " generation " + node.generation()));
        return places;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(health + " | " + database + " | plan " + plan.number() + " "
                + plan.title() + " " + plan.status() + (debts.isEmpty() ? "" : " debts " + debts));
        nodes.forEach(node -> text.append("\n    ").append(node));
        plan.steps().stream()
                .filter(step -> step.status().equals("RUNNING") || step.status().equals("WAITING"))
                .forEach(step -> text.append("\n    step ").append(step));
        return text.toString();
    }
}
