package dev.holdfast.web;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, line by line, with a little around it. */
public final class TextDiff {

    private static final int AROUND = 3;

    /** Longer texts are shown as wholly different: the table of the comparison grows with the square. */
    private static final int MOST_LINES = 2000;

    private TextDiff() {}

    /**
     * A line.
     *
     * @param kind {@code same}, {@code old}, {@code new} or {@code gap} for lines left out
     */
    public record Line(String kind, String text) {}

    /** Empty if nothing differs. */
    public static List<Line> of(String before, String after) {
        if (before.equals(after)) {
            return List.of();
        }
        return shortened(lines(
                before.lines().limit(MOST_LINES).toList(),
                after.lines().limit(MOST_LINES).toList()));
    }

    /** By the longest common subsequence, from its table of lengths. */
    private static List<Line> lines(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line("same", before.get(i)));
                i++;
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line("old", before.get(i++)));
            } else {
                lines.add(new Line("new", after.get(j++)));
            }
        }
        return lines;
    }

    private static List<Line> shortened(List<Line> all) {
        List<Line> shown = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < all.size(); i++) {
            boolean near = all.subList(Math.max(0, i - AROUND), Math.min(all.size(), i + AROUND + 1)).stream()
                    .anyMatch(line -> !line.kind().equals("same"));
            if (near) {
                shown.add(all.get(i));
            } else if (!gap) {
                shown.add(new Line("gap", "…"));
            }
            gap = !near;
        }
        return shown;
    }
}
