package dev.holdfast.api;

import dev.holdfast.engine.NodeLogs;
import dev.holdfast.engine.NodeLogs.Launched;
import dev.holdfast.engine.NodeLogs.Piece;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Follows a log from look to look, also when it is rotated and when its node is launched again.
 *
 * <ol>
 *   <li>What is new in the file is given out, a bounded part at each look.
 *   <li>A file that is shorter than what was read of it was rotated: what was not read yet is at the end of the one with ".1", if that
 *       one is long enough to be it; then it goes on at the beginning.
 *   <li>Once nothing is new, and the node was launched again since, it goes on with the next launch's file.
 *   <li>What stands in the way is said once, and again when it is something else.
 * </ol>
 */
final class LogFollow {

    private static final int PART = 256 * 1024;
    private static final String ROTATED = ".1";

    private final NodeLogs logs;
    private final NodeId node;
    private final String file;
    private int incarnation;
    private long offset;
    private String trouble = "";

    LogFollow(NodeLogs logs, NodeId node, String file, int incarnation, long offset) {
        this.logs = logs;
        this.node = node;
        this.file = file;
        this.incarnation = incarnation;
        this.offset = offset;
    }

    /** A piece of a log, or a note where that is empty. {@code next} and {@code incarnation} are where to go on after it. */
    record Out(int incarnation, long next, Optional<Piece> piece, String note) {}

    List<Out> look() throws InterruptedException {
        List<Out> out = new ArrayList<>();
        try {
            boolean atEnd = read(out);
            if (!trouble.isEmpty()) {
                trouble = "";
                out.add(note("goes on"));
            }
            if (atEnd) {
                goOn(out);
            }
        } catch (OperatorException e) {
            if (!goOn(out) && !trouble.equals(e.getMessage())) {
                trouble = String.valueOf(e.getMessage());
                out.add(note(trouble + "; tried again until it can be read"));
            }
        }
        return out;
    }

    private boolean read(List<Out> out) throws OperatorException, InterruptedException {
        Piece piece = logs.read(node, incarnation, file, offset, PART);
        if (piece.size() < offset) {
            rotated(out);
            piece = logs.read(node, incarnation, file, 0, PART);
        }
        if (!piece.text().isEmpty()) {
            offset = piece.next();
            out.add(new Out(incarnation, offset, Optional.of(piece), ""));
        }
        return piece.next() >= piece.size();
    }

    private void rotated(List<Out> out) throws InterruptedException {
        try {
            Piece rest = logs.read(node, incarnation, file + ROTATED, offset, NodeLogs.MOST_BYTES);
            if (!rest.text().isEmpty()) {
                out.add(new Out(incarnation, 0, Optional.of(rest), ""));
            }
        } catch (OperatorException e) {
            // It was emptied in place, or what was rotated away has another name.
        }
        offset = 0;
        out.add(note(file + " was rotated"));
    }

    /** With the next launch, if there is one. */
    private boolean goOn(List<Out> out) {
        if (file.startsWith("chores/")) {
            return false; // a chore is done once
        }
        Optional<Launched> next = logs.launches(node).stream()
                .filter(launched -> launched.incarnation() > incarnation)
                .min(Comparator.comparingInt(Launched::incarnation));
        next.ifPresent(launched -> {
            incarnation = launched.incarnation();
            offset = 0;
            trouble = "";
            out.add(note(node + " is launched again: incarnation " + incarnation + " on " + launched.host()));
        });
        return next.isPresent();
    }

    private Out note(String text) {
        return new Out(incarnation, offset, Optional.empty(), text);
    }
}
