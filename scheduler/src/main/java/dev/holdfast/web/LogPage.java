package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.web.act.Menu;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The end of what a node writes. It asks the agent, so it is shown when somebody asks for it and not kept live by the stream: a
 * script goes on reading where it ends.
 */
public record LogPage(String cluster, String node, String file) {

    /** Files every process has. */
    static final List<String> FILES = List.of("stdout", "stderr");

    private static final long FIRST_BYTES = 32_000;
    private static final int LONGEST_LINE = 16_000;

    /** The end of a file; {@code trouble} says why there is none. */
    public record Tail(
            String cluster, String node, String file, List<String> files, String text, long next, String trouble) {}

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
                    Part.of("tail", "node/tail", tail));
        }
    }

    Tail read(Glance glance) {
        NodePicture picture = NodePage.find(glance.cluster(cluster), node);
        if (!FILES.contains(file)) {
            throw Refused.because(Refused.INVALID, "there is no file '" + file + "'", "ask for stdout or stderr");
        }
        if (picture.taskId().isEmpty()) {
            return trouble("it was never launched, so it has written nothing");
        }
        if (!glance.leading().leads()) {
            return trouble("this scheduler stands by; the one that leads reads logs");
        }
        try {
            Sources.Written end = wholeLines(glance.sources().read(cluster, node, file, -FIRST_BYTES));
            return new Tail(cluster, node, file, FILES, end.text(), end.next(), "");
        } catch (Refused refused) {
            return trouble(String.valueOf(refused.getMessage()));
        }
    }

    /** What was written from there on; a line that is not whole yet is left for the next time. */
    Sources.Written more(Glance glance, long offset) {
        NodePage.find(glance.cluster(cluster), node);
        if (!FILES.contains(file) || offset < 0) {
            throw Refused.because(Refused.INVALID, "there is no such place in a log", "");
        }
        return wholeLines(glance.sources().read(cluster, node, file, offset));
    }

    /** Half a line could hide what gives a secret away. */
    private static Sources.Written wholeLines(Sources.Written written) {
        int end = written.text().lastIndexOf('\n') + 1;
        if (end == 0 && written.text().length() > LONGEST_LINE) {
            end = written.text().length();
        }
        int left = written.text().substring(end).getBytes(StandardCharsets.UTF_8).length;
        return new Sources.Written(Masks.text(written.text().substring(0, end)), written.next() - left);
    }

    private Tail trouble(String text) {
        return new Tail(cluster, node, file, FILES, "", 0, text);
    }
}
