package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Problems found while reading one text, and where in it every path stands. */
final class Findings {

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new TreeMap<>();

    /** Remembers where something stands, so that a later check that knows only its path can name the line. */
    void stands(String path, int line) {
        lines.putIfAbsent(path, line);
    }

    void add(String path, int line, String message, String remedy) {
        problems.add(new Problem(path, line, message, remedy));
    }

    void add(Problem problem) {
        problems.add(new Problem(problem.path(), line(problem.path()), problem.message(), problem.remedy()));
    }

    void add(Optional<Problem> problem) {
        problem.ifPresent(this::add);
    }

    /** Adds what a check found, but nothing about a place that could not even be read: its value there is made up. */
    void addChecks(List<Problem> found) {
        List<String> unread = problems.stream().map(Problem::path).toList();
        for (Problem problem : found) {
            if (!unread.contains(problem.path())) {
                add(problem);
            }
        }
    }

    List<Problem> problems() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /** The line of the nearest enclosing thing that the text has; 0 if it has none. */
    private int line(String path) {
        String place = path;
        while (!place.isEmpty()) {
            Integer line = lines.get(place);
            if (line != null) {
                return line;
            }
            int dot = place.lastIndexOf('.');
            place = dot < 0 ? "" : place.substring(0, dot);
        }
        return 0;
    }
}
