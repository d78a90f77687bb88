package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranges of whole numbers, both ends included, kept sorted and joined. */
record PortRanges(List<Value.Range> ranges) {

    static PortRanges of(Value.Ranges ranges) {
        return joined(ranges.getRangeList());
    }

    private static PortRanges joined(List<Value.Range> ranges) {
        List<Value.Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Value.Range::getBegin));
        List<Value.Range> joined = new ArrayList<>();
        for (Value.Range range : sorted) {
            Value.Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && range.getBegin() <= last.getEnd() + 1) {
                joined.set(joined.size() - 1, range(last.getBegin(), Math.max(last.getEnd(), range.getEnd())));
            } else {
                joined.add(range);
            }
        }
        return new PortRanges(List.copyOf(joined));
    }

    PortRanges plus(PortRanges other) {
        List<Value.Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return joined(all);
    }

    PortRanges minus(PortRanges other) {
        List<Value.Range> left = ranges;
        for (Value.Range hole : other.ranges) {
            List<Value.Range> next = new ArrayList<>();
            for (Value.Range range : left) {
                if (hole.getEnd() < range.getBegin() || hole.getBegin() > range.getEnd()) {
                    next.add(range);
                    continue;
                }
                if (range.getBegin() < hole.getBegin()) {
                    next.add(range(range.getBegin(), hole.getBegin() - 1));
                }
                if (range.getEnd() > hole.getEnd()) {
                    next.add(range(hole.getEnd() + 1, range.getEnd()));
                }
            }
            left = next;
        }
        return new PortRanges(List.copyOf(left));
    }

    boolean containsAll(PortRanges other) {
        return other.minus(this).ranges.isEmpty();
    }

    Value.Ranges toProto() {
        return Value.Ranges.newBuilder().addAllRange(ranges).build();
    }

    private static Value.Range range(long begin, long end) {
        return Value.Range.newBuilder().setBegin(begin).setEnd(end).build();
    }
}
