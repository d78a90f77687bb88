package dev.holdfast.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes lines and words of a text as a hurried or a hostile person would: indentation, anchors, quotes, numbers, keys. */
final class TextMutator implements Mutator {

    private static final String[] VALUES = {
        "",
        "~",
        "-1",
        "0",
        "99999999999999999999",
        "1e400",
        ".nan",
        "0x7fffffff",
        "0o17",
        "true",
        "[]",
        "{}",
        "[[[[[[",
        "{a: {b: {c",
        "&a [*a]",
        "*nothing",
        "!!binary aGk=",
        "!!java.net.URL [x]",
        "\"\\u0000\"",
        "'",
        "|",
        ">-",
        "? x",
        "<<: *x",
        "1 TB",
        "-5 GB",
        "0.0000001",
        "9".repeat(400),
        "x".repeat(3000),
        "@zone:GROUP_BY:999999999999",
        "not not not UNIQUE",
        "((((((((((((((((@hostname:UNIQUE",
        "@hostname:LIKE:(a+)+$",
        "2026-01-01",
        "\u202e",
        "\uFEFF",
        "key: key: key"
    };

    private final ByteMutator bytes = new ByteMutator();

    @Override
    public byte[] mutate(List<byte[]> samples, SplittableRandom random) {
        if (random.nextInt(6) == 0) {
            return bytes.mutate(samples, random);
        }
        if (random.nextInt(300) == 0) {
            return extreme(random).getBytes(StandardCharsets.UTF_8);
        }
        String text = new String(samples.get(random.nextInt(samples.size())), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(lines, samples, random);
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** What would exhaust a stack, or grow without end where it is not bounded. */
    private static String extreme(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(random.nextInt(20_000));
            case 1 -> "a:\n ".repeat(random.nextInt(2000));
            case 2 -> {
                StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
                for (int i = 1; i < 12; i++) {
                    laughs.append("a").append(i).append(": &a").append(i).append(" [");
                    laughs.append(("*a" + (i - 1) + ",").repeat(10)).append("]\n");
                }
                yield laughs.toString();
            }
            default -> "name: x\n".repeat(random.nextInt(20_000));
        };
    }

    private static void change(List<String> lines, List<byte[]> samples, SplittableRandom random) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, line);
            case 2 -> lines.set(at, " ".repeat(random.nextInt(9)) + line.strip());
            case 3 -> lines.set(at, "\t" + line);
            case 4 -> {
                String[] other =
                        new String(samples.get(random.nextInt(samples.size())), StandardCharsets.UTF_8).split("\n", -1);
                lines.add(at, other[random.nextInt(other.length)]);
            }
            case 5 -> lines.set(at, line.substring(0, line.isEmpty() ? 0 : random.nextInt(line.length())));
            default -> {
                int colon = line.indexOf(':');
                String value = VALUES[random.nextInt(VALUES.length)];
                lines.set(at, colon < 0 ? value : line.substring(0, colon + 1) + " " + value);
            }
        }
        if (lines.isEmpty()) {
            lines.add("");
        }
    }
}
