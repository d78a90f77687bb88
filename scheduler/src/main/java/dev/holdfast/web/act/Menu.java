package dev.holdfast.web.act;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways from what people look at to what they can do about it. */
public final class Menu {

    private static final String WORD = "([A-Za-z0-9_.:*-]+)";
    private static final Pattern OVERRIDE =
            Pattern.compile("holdfast resume " + WORD + " --(?:override|accept-outage) " + WORD);
    private static final Pattern PLAIN =
            Pattern.compile("holdfast (resume|cancel|start|stop|restart|replace) ([a-z0-9-]+)(?:/([a-z0-9-]+))?");
    private static final Pattern THAW = Pattern.compile("holdfast thaw\\b");

    private Menu() {}

    /**
     * A link to a form.
     *
     * @param danger whether something may be lost by it
     */
    public record Entry(String label, String href, boolean danger) {}

    /** Of a cluster, what begins something. */
    public static List<Entry> of(ClusterPicture cluster) {
        return Deeds.ofCluster(cluster).stream()
                .map(deed -> entry(deed, cluster.name(), ""))
                .toList();
    }

    /** Of a cluster's plan, while there is one under way. */
    public static List<Entry> ofPlan(ClusterPicture cluster) {
        List<Entry> entries = new ArrayList<>();
        cluster.plan().filter(Plan::isActive).ifPresent(plan -> {
            boolean paused = plan.status() == Plan.Status.PAUSED;
            Deeds.ofPlan().stream()
                    .filter(deed -> !deed.name().equals(paused ? "pause" : "resume"))
                    .forEach(deed -> entries.add(entry(deed, cluster.name(), "")));
        });
        return entries;
    }

    public static List<Entry> of(ClusterPicture cluster, NodePicture node) {
        return Deeds.ofNode(cluster.packageName()).stream()
                .map(deed -> entry(deed, cluster.name(), node.id().shortName()))
                .toList();
    }

    private static Entry entry(Deed deed, String cluster, String node) {
        String query = node.isEmpty() ? "" : "?node=" + node;
        boolean danger = List.of("uninstall", "replace", "remove", "recover").contains(deed.name());
        return new Entry(deed.label(), "/clusters/" + cluster + "/do/" + deed.name() + query, danger);
    }

    /** Where a remedy that names a command can be followed here; empty if it names none that can. */
    public static Optional<Entry> remedy(String text) {
        Matcher override = OVERRIDE.matcher(text);
        if (override.find()) {
            return Optional.of(new Entry(
                    "Override " + override.group(2),
                    "/clusters/" + override.group(1) + "/do/resume?override=" + override.group(2),
                    true));
        }
        if (THAW.matcher(text).find()) {
            return Optional.of(new Entry("Thaw", "/do/thaw", false));
        }
        Matcher plain = PLAIN.matcher(text);
        if (plain.find()) {
            String verb = plain.group(1);
            String node = Optional.ofNullable(plain.group(3)).orElse("");
            return Optional.of(new Entry(
                    verb.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + verb.substring(1)
                            + (node.isEmpty() ? "" : " " + node),
                    "/clusters/" + plain.group(2) + "/do/" + verb + (node.isEmpty() ? "" : "?node=" + node),
                    verb.equals("replace")));
        }
        return Optional.empty();
    }

    /** The rule that a remedy says may be overridden. */
    static Optional<String> override(String remedy) {
        Matcher override = OVERRIDE.matcher(remedy);
        return override.find() ? Optional.of(override.group(2)) : Optional.empty();
    }
}
