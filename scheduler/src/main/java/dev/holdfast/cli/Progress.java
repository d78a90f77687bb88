package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.api.wire.WaitInfo;
import dev.holdfast.spec.Canary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * Turns pictures of a cluster into lines about what is new in them. Nodes that do the same share a line; what only
 * counts on, such as bytes downloaded, is repeated now and then.
 */
public final class Progress {

    private static final Duration REPEAT = Duration.ofSeconds(2);
    private static final int MOST_NAMES = 4;

    /** The rule that software must be at hand. It has a remedy only where it cannot be had, which is said at once. */
    private static final String SOFTWARE = "software";

    private record Said(String about, String text, Instant at) {}

    private final Map<String, Said> said = new LinkedHashMap<>();
    private final Map<String, String> troubles = new LinkedHashMap<>();
    private long plan;

    /** What is new since the picture before. */
    public List<String> lines(ClusterInfo cluster, Instant now) {
        List<String> lines = new ArrayList<>();
        cluster.plan().ifPresent(newest -> {
            if (plan == 0 && !newest.isActive()) {
                // Over before we began to look: no news.
                plan = newest.number();
                newest.steps().forEach(step -> said.put(step.id(), new Said(about(step), text(step, cluster), now)));
            }
            if (newest.number() > plan) {
                plan = newest.number();
                said.clear();
                lines.add("plan " + newest.number() + ": " + newest.title());
            }
            lines.addAll(steps(newest, cluster, now));
        });
        for (NodeInfo node : cluster.nodes()) {
            String before = troubles.getOrDefault(node.id(), "");
            troubles.put(node.id(), node.trouble());
            if (!node.trouble().isEmpty() && !node.trouble().equals(before)) {
                lines.add(node.shortName() + ": " + node.trouble());
            }
        }
        return lines;
    }

    private List<String> steps(PlanInfo newest, ClusterInfo cluster, Instant now) {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        newest.steps().forEach(step -> {
            Said doing = new Said(about(step), text(step, cluster), now);
            Said before = said.getOrDefault(step.id(), new Said("", "", now));
            boolean other = !doing.about().equals(before.about());
            boolean onward = !doing.text().equals(before.text())
                    && Duration.between(before.at(), now).compareTo(REPEAT) >= 0;
            if (!doing.text().isEmpty() && (other || onward)) {
                said.put(step.id(), doing);
                String verb = step.isOver() ? verb(step) : "";
                byText.computeIfAbsent(verb + "%s: " + doing.text(), text -> new ArrayList<>())
                        .add(subject(step, cluster));
            }
        });
        return byText.entrySet().stream()
                .map(entry -> entry.getKey().replaceFirst("%s", Matcher.quoteReplacement(names(entry.getValue()))))
                .toList();
    }

    /** {@code restart } of a step titled {@code restart broker-1}. */
    private static String verb(StepInfo step) {
        String node = shortName(step);
        return !node.isEmpty() && step.title().endsWith(node)
                ? step.title().substring(0, step.title().length() - node.length())
                : "";
    }

    /** What kind of thing it does, without the numbers in it. */
    private static String about(StepInfo step) {
        return step.status() + "/" + step.stage() + "/"
                + step.waiting().map(WaitInfo::rule).orElse("");
    }

    static String text(StepInfo step, ClusterInfo cluster) {
        if (step.isOver()) {
            return step.status();
        }
        if (!step.hasBegun()) {
            return "";
        }
        if (step.waiting().isPresent()) {
            WaitInfo wait = step.waiting().get();
            boolean isUpToSomebody =
                    (wait.rule().equals(SOFTWARE) || wait.rule().equals(Canary.NAME))
                            && !wait.remedy().isEmpty();
            return "waits: " + wait.text() + (isUpToSomebody ? "\n  " + wait.remedy() : "");
        }
        Optional<NodeInfo> node = cluster.node(step.node());
        String more = step.progress().isEmpty()
                ? node.filter(known -> !known.state().equals("ready"))
                        .map(NodeInfo::text)
                        .orElse("")
                : step.progress();
        if (step.kind().equals("chore") && !more.isEmpty()) {
            // Its title says already what is done.
            return more;
        }
        String stage = step.stage().isEmpty() ? "begins" : step.stage();
        boolean saysTheSame = stage.equals("starts") && more.equals("starting");
        return stage
                + (saysTheSame
                                || more.isEmpty()
                                || more.equals(node.map(NodeInfo::state).orElse(""))
                        ? ""
                        : ": " + more);
    }

    /** The node, with its host when that is news. */
    private static String subject(StepInfo step, ClusterInfo cluster) {
        String node = shortName(step);
        if (node.isEmpty()) {
            return step.title();
        }
        String host = cluster.node(step.node()).map(NodeInfo::hostname).orElse("");
        return step.stage().equals("starts") && !host.isEmpty() ? node + " (" + host + ")" : node;
    }

    private static String shortName(StepInfo step) {
        return step.node().substring(step.node().indexOf('/') + 1);
    }

    private static String names(List<String> all) {
        return all.size() <= MOST_NAMES
                ? String.join(", ", all)
                : all.stream().limit(MOST_NAMES - 1L).collect(Collectors.joining(", ")) + " and "
                        + (all.size() - MOST_NAMES + 1) + " more";
    }
}
