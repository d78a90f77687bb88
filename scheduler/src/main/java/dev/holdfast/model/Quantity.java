package dev.holdfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** How much of a resource: a number, port ranges, or a set of names. Mesos keeps numbers to three decimals, and so do we. */
public sealed interface Quantity {

    /** The sum of both, which must be of one kind. */
    Quantity plus(Quantity other);

    /** What is left of this without the other; never below zero. */
    Quantity minus(Quantity other);

    boolean isEmpty();

    /** Whether the other fits into this. */
    default boolean contains(Quantity other) {
        return other.minus(this).isEmpty();
    }

    /** @param milli thousandths of a cpu, or of a megabyte */
    record Amount(long milli) implements Quantity {

        public static Amount of(double value) {
            return new Amount(Math.round(value * 1000));
        }

        public double value() {
            return milli / 1000.0;
        }

        @Override
        public Quantity plus(Quantity other) {
            return new Amount(milli + ((Amount) other).milli);
        }

        @Override
        public Quantity minus(Quantity other) {
            return new Amount(Math.max(0, milli - ((Amount) other).milli));
        }

        @Override
        public boolean isEmpty() {
            return milli == 0;
        }

        @Override
        public String toString() {
            return milli % 1000 == 0 ? Long.toString(milli / 1000) : Double.toString(value());
        }
    }

    /** Ranges, sorted, neither overlapping nor touching. */
    record Ranges(List<PortRange> ranges) implements Quantity {

        public Ranges {
            ranges = coalesce(ranges);
        }

        public static Ranges of(long port) {
            return new Ranges(List.of(new PortRange(port, port)));
        }

        public long count() {
            return ranges.stream().mapToLong(PortRange::size).sum();
        }

        public boolean contains(long port) {
            return ranges.stream().anyMatch(range -> range.contains(port));
        }

        @Override
        public Quantity plus(Quantity other) {
            List<PortRange> all = new ArrayList<>(ranges);
            all.addAll(((Ranges) other).ranges);
            return new Ranges(all);
        }

        @Override
        public Quantity minus(Quantity other) {
            List<PortRange> left = new ArrayList<>(ranges);
            for (PortRange taken : ((Ranges) other).ranges) {
                List<PortRange> next = new ArrayList<>();
                for (PortRange range : left) {
                    if (taken.end() < range.begin() || taken.begin() > range.end()) {
                        next.add(range);
                        continue;
                    }
                    if (range.begin() < taken.begin()) {
                        next.add(new PortRange(range.begin(), taken.begin() - 1));
                    }
                    if (taken.end() < range.end()) {
                        next.add(new PortRange(taken.end() + 1, range.end()));
                    }
                }
                left = next;
            }
            return new Ranges(left);
        }

        @Override
        public boolean isEmpty() {
            return ranges.isEmpty();
        }

        private static List<PortRange> coalesce(List<PortRange> ranges) {
            if (ranges.size() < 2) {
                return List.copyOf(ranges);
            }
            List<PortRange> merged = new ArrayList<>();
            for (PortRange range : ranges.stream().sorted().toList()) {
                PortRange last = merged.isEmpty() ? range : merged.get(merged.size() - 1);
                if (!merged.isEmpty() && range.begin() <= last.end() + 1) {
                    merged.set(merged.size() - 1, new PortRange(last.begin(), Math.max(last.end(), range.end())));
                } else {
                    merged.add(range);
                }
            }
            return List.copyOf(merged);
        }
    }

    /** Names, sorted. */
    record Names(List<String> names) implements Quantity {

        public Names {
            names = List.copyOf(new TreeSet<>(names));
        }

        @Override
        public Quantity plus(Quantity other) {
            List<String> all = new ArrayList<>(names);
            all.addAll(((Names) other).names);
            return new Names(all);
        }

        @Override
        public Quantity minus(Quantity other) {
            return new Names(names.stream()
                    .filter(name -> !((Names) other).names.contains(name))
                    .toList());
        }

        @Override
        public boolean isEmpty() {
            return names.isEmpty();
        }
    }
}
