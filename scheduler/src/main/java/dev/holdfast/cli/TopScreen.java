package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.StepInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code holdfast top} shows, as a function of what is known, of the keys so far, and of the size. Pure: a key gives another
 * screen, a screen gives lines.
 *
 * @param page what is looked at
 * @param cluster that was opened; empty on the first page
 * @param selected row
 * @param filter only rows with this in them
 * @param typing whether keys go into the filter
 */
record TopScreen(Page page, String cluster, int selected, String filter, boolean typing) {

    static final TopScreen FIRST = new TopScreen(Page.CLUSTERS, "", 0, "", false);

    /** Rows that are not for rows: title, header, foot. */
    private static final int FRAME = 4;

    /** What is looked at. */
    enum Page {
        CLUSTERS,
        NODES,
        WHY,
        PLAN,
        LOGS
    }

    /** Keys that mean something; letters come as themselves. */
    enum Key {
        UP,
        DOWN,
        ENTER,
        BACK,
        LETTER
    }

    /** What is known, and the text of the page that is a text. */
    record Known(Optional<StatusInfo> status, List<String> text, String problem) {
        Known {
            text = List.copyOf(text);
        }
    }

    /** After a key; empty to leave. */
    Optional<TopScreen> after(Key key, char letter, Known known) {
        if (typing) {
            return Optional.of(typed(key, letter));
        }
        int last = Math.max(0, rows(known).size() - 1);
        int at = Math.min(selected, last);
        return switch (key) {
            case UP -> Optional.of(at(at - 1, last));
            case DOWN -> Optional.of(at(at + 1, last));
            case ENTER ->
                Optional.of(page == Page.CLUSTERS ? open(Page.NODES, known) : page == Page.NODES ? logs(known) : this);
            case BACK -> Optional.of(back());
            case LETTER ->
                switch (letter) {
                    case 'q' -> Optional.empty();
                    case 'k' -> Optional.of(at(at - 1, last));
                    case 'j' -> Optional.of(at(at + 1, last));
                    case 'g' -> Optional.of(at(0, last));
                    case 'G' -> Optional.of(at(last, last));
                    case 'w' -> Optional.of(open(Page.WHY, known));
                    case 'p' -> Optional.of(open(Page.PLAN, known));
                    case 'l' -> Optional.of(logs(known));
                    case 'h' -> Optional.of(back());
                    case '/' -> Optional.of(new TopScreen(page, cluster, 0, "", true));
                    default -> Optional.of(this);
                };
        };
    }

    private TopScreen typed(Key key, char letter) {
        return switch (key) {
            case ENTER -> new TopScreen(page, cluster, 0, filter, false);
            case BACK ->
                filter.isEmpty()
                        ? new TopScreen(page, cluster, 0, "", false)
                        : new TopScreen(page, cluster, 0, filter.substring(0, filter.length() - 1), true);
            case LETTER -> new TopScreen(page, cluster, 0, filter + letter, true);
            case UP, DOWN -> this;
        };
    }

    private TopScreen at(int row, int last) {
        return new TopScreen(page, cluster, Math.max(0, Math.min(last, row)), filter, typing);
    }

    private TopScreen back() {
        if (!filter.isEmpty()) {
            return new TopScreen(page, cluster, 0, "", false);
        }
        return page == Page.NODES || page == Page.CLUSTERS
                ? FIRST
                : new TopScreen(Page.NODES, clusterName(), 0, "", false);
    }

    private String clusterName() {
        int slash = cluster.indexOf('/');
        return slash < 0 ? cluster : cluster.substring(0, slash);
    }

    private TopScreen open(Page next, Known known) {
        String name = cluster.isEmpty() ? chosen(known) : clusterName();
        return name.isEmpty() ? this : new TopScreen(next, name, 0, "", false);
    }

    /** Of the node that is chosen; of a cluster there is no one log. */
    private TopScreen logs(Known known) {
        String node = chosen(known);
        return page != Page.NODES || node.isEmpty()
                ? this
                : new TopScreen(Page.LOGS, clusterName() + "/" + node, Integer.MAX_VALUE, "", false);
    }

    private String chosen(Known known) {
        List<Row> rows = rows(known);
        return rows.isEmpty()
                ? ""
                : rows.get(Math.min(selected, rows.size() - 1)).name();
    }

    /** A row and what it is about. */
    private record Row(String name, List<String> cells) {}

    private List<Row> rows(Known known) {
        List<Row> all = switch (page) {
            case CLUSTERS ->
                known.status().map(StatusInfo::clusters).orElse(List.of()).stream()
                        .map(TopScreen::row)
                        .toList();
            case NODES ->
                known
                        .status()
                        .flatMap(status -> status.cluster(cluster))
                        .map(ClusterInfo::nodes)
                        .orElse(List.of())
                        .stream()
                        .map(node -> row(node, known.status().orElseThrow()))
                        .toList();
            case PLAN ->
                known.status().flatMap(status -> status.cluster(cluster)).flatMap(ClusterInfo::plan).stream()
                        .flatMap(PlanInfo::steps)
                        .map(TopScreen::row)
                        .toList();
            case WHY, LOGS ->
                known.text().stream().map(line -> new Row("", List.of(line))).toList();
        };
        String wanted = filter.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(row ->
                        String.join(" ", row.cells()).toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    }

    private static Row row(ClusterInfo cluster) {
        String plan = cluster.activePlan()
                .map(active -> active.title() + " "
                        + active.steps().filter(StepInfo::isOver).count() + "/"
                        + active.steps().count())
                .orElse("");
        return new Row(
                cluster.name(),
                List.of(
                        cluster.name(),
                        cluster.packageName() + " " + cluster.version(),
                        cluster.health(),
                        StatusText.groups(cluster),
                        plan,
                        cluster.database()));
    }

    private static Row row(NodeInfo node, StatusInfo status) {
        String says = node.waiting()
                .map(wait -> "waits: " + wait.text())
                .orElse(node.trouble().isEmpty() ? node.text() : node.trouble());
        return new Row(
                node.shortName(),
                List.of(
                        node.shortName(),
                        node.state(),
                        Texts.age(node.since(), status.at()),
                        node.hostname().isEmpty() ? "-" : node.hostname(),
                        Integer.toString(node.incarnation()),
                        says));
    }

    private static Row row(StepInfo step) {
        String how = step.waiting().map(wait -> "waits: " + wait.text()).orElse(step.progress());
        return new Row(step.id(), List.of(step.title(), step.status(), step.stage(), how));
    }

    private List<String> headers() {
        return switch (page) {
            case CLUSTERS -> List.of("CLUSTER", "PACKAGE", "HEALTH", "NODES", "PLAN", "DATABASE");
            case NODES -> List.of("NODE", "STATE", "FOR", "HOST", "STARTS", "SAYS");
            case PLAN -> List.of("STEP", "STATUS", "STAGE", "HOW");
            case WHY, LOGS -> List.of("");
        };
    }

    /** Exactly so many lines, none wider than that. */
    List<String> lines(Known known, int width, int height, Paint paint) {
        List<Row> rows = rows(known);
        int room = Math.max(1, height - FRAME);
        int at = Math.max(0, Math.min(selected, rows.size() - 1));
        int from = Math.max(0, Math.min(at - room / 2, rows.size() - room));
        List<String> lines = new ArrayList<>();
        lines.add(paint.bold(fit(title(known), width)));
        lines.add("");
        int[] widths = widths(rows, width);
        lines.add(paint.faint(fit(line(headers(), widths), width)));
        for (int i = from; i < Math.min(rows.size(), from + room); i++) {
            String line = fit(line(rows.get(i).cells(), widths), width);
            boolean list = page != Page.WHY && page != Page.LOGS;
            lines.add(i == at && list ? paint.reverse(pad(line, width)) : paint.words(line));
        }
        if (rows.isEmpty()) {
            lines.add(fit(filter.isEmpty() ? "nothing here" : "nothing with '" + filter + "' in it", width));
        }
        while (lines.size() < height - 1) {
            lines.add("");
        }
        lines.subList(Math.max(0, height - 1), lines.size()).clear();
        lines.add(foot(known, width, paint));
        return lines;
    }

    private String title(Known known) {
        String where = page == Page.CLUSTERS
                ? "all clusters"
                : cluster + " · " + page.name().toLowerCase(Locale.ROOT);
        String master = known.status()
                .filter(status -> !status.master().connected())
                .map(status -> " · NOT CONNECTED TO MESOS: " + status.master().text())
                .orElse("");
        String frozen = known.status()
                .flatMap(StatusInfo::frozen)
                .map(held -> " · HELD: " + held.text())
                .orElse("");
        String time =
                known.status().map(status -> " · " + Texts.second(status.at())).orElse("");
        return "holdfast · " + where + time + master + frozen;
    }

    private String foot(Known known, int width, Paint paint) {
        if (!known.problem().isEmpty()) {
            return paint.red(fit(known.problem(), width));
        }
        if (typing) {
            return fit("/" + filter + "_   enter: keep it, esc: no filter", width);
        }
        String kept = filter.isEmpty() ? "" : "[" + filter + "]  ";
        String keys = switch (page) {
            case CLUSTERS -> "j/k move  enter open  w why  p plan  / filter  q quit";
            case NODES -> "j/k move  enter,l logs  w why  p plan  / filter  esc back  q quit";
            case WHY, PLAN, LOGS -> "j/k move  / filter  esc back  q quit";
        };
        return paint.faint(fit(kept + keys, width));
    }

    private int[] widths(List<Row> rows, int width) {
        List<String> headers = headers();
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int longest = rows.stream()
                    .mapToInt(row -> row.cells().get(column).length())
                    .max()
                    .orElse(0);
            widths[i] = Math.min(
                    Math.max(longest, headers.get(i).length()),
                    i == widths.length - 1 ? width : Math.max(8, width / 3));
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            line.append(last ? cells.get(i) : pad(Texts.cut(cells.get(i), widths[i]), widths[i]) + "  ");
        }
        return line.toString().stripTrailing();
    }

    /** Without what would move the cursor: logs have anything in them. */
    private static String fit(String text, int width) {
        String plain = text.replace('\t', ' ').replaceAll("\\p{Cntrl}\\[[0-9;]*[A-Za-z]|\\p{Cntrl}", "");
        return Texts.cut(plain, width);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
