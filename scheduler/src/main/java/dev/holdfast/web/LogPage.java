package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.engine.NodeLogs.Launched;
import dev.holdfast.engine.NodeLogs.LogFile;
import dev.holdfast.web.act.Menu;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The end of a log that a node, or a chore beside it, has written. It asks the agent, so it is shown when somebody asks for it and not
 * kept live by the stream: a script goes on reading where it ends.
 *
 * @param launch of which launch; 0 for the newest, and then for each that follows it
 * @param file as the agent's list of logs names it
 */
public record LogPage(String cluster, String node, int launch, String file) {

    /** What every process has, also where the list of its logs cannot be had. */
    private static final List<String> USUAL = List.of("stdout", "stderr");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,200}");
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
    private static final long FIRST_BYTES = 32_000;
    private static final int LONGEST_LINE = 16_000;

    /**
     * The end of a file.
     *
     * @param file the one that is shown
     * @param alone whether it has a page of its own
     * @param next place to go on from, for {@link LogPage#more}
     * @param trouble why there is none; empty if there is
     */
    public record Tail(
            LogPage log,
            LogFile file,
            boolean alone,
            List<Launched> launches,
            List<LogFile> files,
            String text,
            String next,
            String trouble) {

        public String address() {
            return "/clusters/" + log.cluster + "/nodes/" + log.node + "/logs";
        }

        /** Whether nothing will be written any more to what is shown. */
        public boolean isOver() {
            return log.launch > 0
                    && launches.stream().anyMatch(known -> known.incarnation() == log.launch && known.over());
        }
    }

    /** More of a log; {@code next} is the place to go on from. */
    record More(String text, String next) {}

    /** As a page of its own. */
    public record AsPage(LogPage log, Tail tail) implements Page {

        @Override
        public String title() {
            return log.cluster + "/" + log.node + " · " + log.file;
        }

        @Override
        public Area area() {
            return Area.CLUSTERS;
        }

        @Override
        public List<Part> parts(Glance glance) {
            ClusterPicture whole = glance.cluster(log.cluster);
            NodePicture picture = NodePage.find(whole, log.node);
            return List.of(
                    Part.of("head", "node/head", new NodePage.Head(whole, picture, Menu.of(whole, picture))),
                    Part.of("tail", "node/alone", tail));
        }
    }

    /** @param launch its number, or nothing for the newest */
    static LogPage of(String cluster, String node, String launch, String file) {
        boolean named =
                NAME.matcher(file).matches() && !List.of(file.split("/", -1)).contains("..");
        if (!named || !launch.matches("\\d{0,9}")) {
            throw Refused.because(Refused.INVALID, "there is no such log", "choose one from the list");
        }
        return new LogPage(cluster, node, launch.isEmpty() ? 0 : Integer.parseInt(launch), file);
    }

    Tail read(Glance glance, boolean alone) {
        NodePage.find(glance.cluster(cluster), node);
        List<Launched> launches = glance.sources().launches(cluster, node);
        if (!glance.leading().leads()) {
            return trouble(alone, launches, "this scheduler stands by; the one that leads reads logs");
        }
        if (launches.isEmpty()) {
            return trouble(alone, launches, "it was never launched, so it has written nothing");
        }
        int shown = launch == 0 ? launches.get(0).incarnation() : launch;
        List<LogFile> files = usual();
        try {
            files = ordered(glance.sources().logs(cluster, node, shown));
            Sources.Written end = wholeLines(glance.sources().read(cluster, node, shown, file, -FIRST_BYTES));
            String next = shown + ":" + end.next();
            return new Tail(this, shownFile(files), alone, launches, files, end.text(), next, "");
        } catch (Refused refused) {
            Tail why = trouble(alone, launches, said(refused));
            return new Tail(this, why.file(), alone, launches, withShown(files), "", why.next(), why.trouble());
        }
    }

    /**
     * What was written since. A line that is not whole yet is left for the next time.
     *
     * <ol>
     *   <li>Where a file is shorter than it was, it was emptied or another has taken its place: it is read from its beginning.
     *   <li>Where the newest launch is meant and nothing more comes from the one before, it goes on with the newest.
     * </ol>
     */
    More more(Glance glance, String place) {
        NodePage.find(glance.cluster(cluster), node);
        var from = PLACE.matcher(place);
        if (!from.matches()) {
            throw Refused.because(Refused.INVALID, "there is no such place in a log", "");
        }
        int reading = Integer.parseInt(from.group(1));
        long offset = Long.parseLong(from.group(2));
        Optional<Launched> after = launch > 0
                ? Optional.empty()
                : glance.sources().launches(cluster, node).stream()
                        .findFirst()
                        .filter(newest -> newest.incarnation() > reading);
        Sources.Written more;
        try {
            more = glance.sources().read(cluster, node, reading, file, offset);
            if (more.size() < offset) {
                more = glance.sources().read(cluster, node, reading, file, 0);
            }
            more = wholeLines(more);
        } catch (Refused gone) {
            if (after.isEmpty()) {
                throw gone;
            }
            more = new Sources.Written("", offset, offset);
        }
        return more.text().isEmpty() && after.isPresent()
                ? new More(newLaunch(after.get()), after.get().incarnation() + ":0")
                : new More(more.text(), reading + ":" + more.next());
    }

    private static String newLaunch(Launched launched) {
        return "\n——— " + Words.ordinal(launched.incarnation()) + " launch, on " + launched.host() + " ———\n\n";
    }

    /** What a process itself writes comes first, then its database's own logs, then those of chores. */
    private static List<LogFile> ordered(List<LogFile> files) {
        List<LogFile> all = new ArrayList<>();
        USUAL.forEach(
                name -> files.stream().filter(file -> file.name().equals(name)).forEach(all::add));
        files.stream()
                .filter(file -> !USUAL.contains(file.name()) && !file.name().startsWith("chores/"))
                .forEach(all::add);
        files.stream().filter(file -> file.name().startsWith("chores/")).forEach(all::add);
        return all;
    }

    private static List<LogFile> usual() {
        return USUAL.stream().map(LogPage::unknown).toList();
    }

    private static LogFile unknown(String name) {
        return new LogFile(name, -1, java.time.Instant.EPOCH);
    }

    private LogFile shownFile(List<LogFile> files) {
        return files.stream()
                .filter(known -> known.name().equals(file))
                .findFirst()
                .orElseGet(() -> unknown(file));
    }

    /** What was asked for stays chosen, also where it is not there. */
    private List<LogFile> withShown(List<LogFile> files) {
        List<LogFile> all = new ArrayList<>(files);
        if (files.stream().noneMatch(known -> known.name().equals(file))) {
            all.add(unknown(file));
        }
        return all;
    }

    /** Half a line could hide what gives a secret away. */
    private static Sources.Written wholeLines(Sources.Written written) {
        int end = written.text().lastIndexOf('\n') + 1;
        if (end == 0 && written.text().length() > LONGEST_LINE) {
            end = written.text().length();
        }
        int left = written.text().substring(end).getBytes(StandardCharsets.UTF_8).length;
        return new Sources.Written(Masks.text(written.text().substring(0, end)), written.next() - left, written.size());
    }

    private static String said(Refused refused) {
        String remedy =
                refused.problems().isEmpty() ? "" : refused.problems().get(0).remedy();
        return refused.getMessage() + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    private Tail trouble(boolean alone, List<Launched> launches, String text) {
        return new Tail(this, unknown(file), alone, launches, withShown(usual()), "", "0:0", text);
    }
}
