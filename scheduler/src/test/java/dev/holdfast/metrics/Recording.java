package dev.holdfast.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus would have stored had it scraped once a minute: the texts that were really rendered, taken apart into series.
 *
 * <p>{@code promtool} begins each test at the epoch. So what is a point in time is told from the recording's begin on.
 */
public final class Recording {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)");
    private static final String TIMES = "_timestamp_seconds";

    private final SortedMap<String, SortedMap<Integer, String>> series = new TreeMap<>();
    private final Instant begin;
    private final Pattern wanted;
    private int minute;

    /** @param names of the series that are kept, as a pattern */
    public Recording(Instant begin, String names) {
        this.begin = begin;
        this.wanted = Pattern.compile(names);
    }

    /** Which minute the next scrape is of, from 0. */
    public int minute() {
        return minute;
    }

    /** Adds a scrape of this minute: of one target, with the labels that Prometheus gives all that comes from it. */
    public void scrape(String text, SortedMap<String, String> target) {
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#")
                    && sample.matches()
                    && wanted.matcher(sample.group(1)).matches()) {
                String labels = sample.group(2) == null
                        ? ""
                        : sample.group(2).substring(1, sample.group(2).length() - 1);
                List<String> all = new ArrayList<>();
                if (!labels.isEmpty()) {
                    all.add(labels.endsWith(",") ? labels.substring(0, labels.length() - 1) : labels);
                }
                target.forEach((name, value) -> all.add(name + "=\"" + value + "\""));
                put(sample.group(1) + "{" + String.join(", ", all) + "}", sample.group(1), sample.group(3));
            }
        }
        put("up{" + labels(target) + "}", "up", "1");
    }

    /** A target did not answer in this minute. */
    public void silence(SortedMap<String, String> target) {
        put("up{" + labels(target) + "}", "up", "0");
    }

    private static String labels(Map<String, String> target) {
        List<String> all = new ArrayList<>();
        target.forEach((name, value) -> all.add(name + "=\"" + value + "\""));
        return String.join(", ", all);
    }

    private void put(String key, String name, String value) {
        if (!wanted.matcher(name).matches()) {
            return;
        }
        double number = Double.parseDouble(value);
        double told = name.endsWith(TIMES) ? number - begin.toEpochMilli() / 1000.0 : number;
        series.computeIfAbsent(key, missing -> new TreeMap<>()).put(minute, text(told));
    }

    /** Rounded to what matters, so that the same story is the same text. */
    private static String text(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : Double.toString(Math.round(number * 1e6) / 1e6);
    }

    /** The minute is over. */
    public void next() {
        minute++;
    }

    /** Each series in promtool's words: its values minute by minute, {@code _} where it was not there. */
    public SortedMap<String, String> series() {
        SortedMap<String, String> told = new TreeMap<>();
        series.forEach((key, values) -> {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < minute; i++) {
                all.add(values.getOrDefault(i, "_"));
            }
            told.put(key, shortened(all));
        });
        return told;
    }

    /** {@code 3x4} is 3 and four times more the same. */
    private static String shortened(List<String> values) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < values.size()) {
            int end = at;
            while (end + 1 < values.size() && values.get(end + 1).equals(values.get(at))) {
                end++;
            }
            words.add(
                    end == at
                            ? values.get(at)
                            : values.get(at) + "x" + (end - at + (values.get(at).equals("_") ? 1 : 0)));
            at = end + 1;
        }
        return String.join(" ", words);
    }

    public static Duration step() {
        return Duration.ofMinutes(1);
    }
}
