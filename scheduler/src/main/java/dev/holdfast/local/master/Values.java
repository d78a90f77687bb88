package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Adds, subtracts and compares the amount in a resource: a scalar in thousandths, ranges, or a set. */
final class Values {

    /** Mesos counts scalars in thousandths, so that a tenth taken ten times is one. */
    private static final double SCALE = 1000;

    private Values() {}

    static long milli(Resource resource) {
        return Math.round(resource.getScalar().getValue() * SCALE);
    }

    static Resource withMilli(Resource resource, long milli) {
        return resource.toBuilder()
                .setScalar(Value.Scalar.newBuilder().setValue(milli / SCALE))
                .build();
    }

    static boolean isEmpty(Resource resource) {
        return switch (resource.getType()) {
            case SCALAR -> milli(resource) <= 0;
            case RANGES -> normal(resource.getRanges().getRangeList()).isEmpty();
            case SET -> resource.getSet().getItemCount() == 0;
            case TEXT -> true;
        };
    }

    static Resource plus(Resource left, Resource right) {
        return switch (left.getType()) {
            case SCALAR -> withMilli(left, milli(left) + milli(right));
            case RANGES -> {
                List<Value.Range> all = new ArrayList<>(left.getRanges().getRangeList());
                all.addAll(right.getRanges().getRangeList());
                yield withRanges(left, normal(all));
            }
            case SET -> {
                TreeSet<String> items = new TreeSet<>(left.getSet().getItemList());
                items.addAll(right.getSet().getItemList());
                yield withItems(left, items);
            }
            case TEXT -> left;
        };
    }

    /** What is left; never less than nothing. */
    static Resource minus(Resource left, Resource right) {
        return switch (left.getType()) {
            case SCALAR -> withMilli(left, Math.max(0, milli(left) - milli(right)));
            case RANGES ->
                withRanges(
                        left,
                        without(
                                left.getRanges().getRangeList(),
                                right.getRanges().getRangeList()));
            case SET -> {
                TreeSet<String> items = new TreeSet<>(left.getSet().getItemList());
                right.getSet().getItemList().forEach(items::remove);
                yield withItems(left, items);
            }
            case TEXT -> left;
        };
    }

    static boolean contains(Resource whole, Resource part) {
        return switch (whole.getType()) {
            case SCALAR -> milli(whole) >= milli(part);
            case RANGES ->
                without(part.getRanges().getRangeList(), whole.getRanges().getRangeList())
                        .isEmpty();
            case SET -> whole.getSet().getItemList().containsAll(part.getSet().getItemList());
            case TEXT -> false;
        };
    }

    /** The same amount in one form, so that equal amounts are equal messages. */
    static Resource normal(Resource resource) {
        return switch (resource.getType()) {
            case SCALAR -> withMilli(resource, milli(resource));
            case RANGES -> withRanges(resource, normal(resource.getRanges().getRangeList()));
            case SET -> withItems(resource, new TreeSet<>(resource.getSet().getItemList()));
            case TEXT -> resource;
        };
    }

    private static List<Value.Range> normal(List<Value.Range> ranges) {
        List<Value.Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Value.Range::getBegin));
        List<Value.Range> merged = new ArrayList<>();
        for (Value.Range range : sorted) {
            if (range.getEnd() < range.getBegin()) {
                continue;
            }
            int last = merged.size() - 1;
            if (last >= 0 && range.getBegin() <= merged.get(last).getEnd() + 1) {
                long end = Math.max(merged.get(last).getEnd(), range.getEnd());
                merged.set(last, range(merged.get(last).getBegin(), end));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    private static List<Value.Range> without(List<Value.Range> from, List<Value.Range> taken) {
        List<Value.Range> left = normal(from);
        for (Value.Range cut : taken) {
            List<Value.Range> next = new ArrayList<>();
            for (Value.Range range : left) {
                if (cut.getEnd() < range.getBegin() || cut.getBegin() > range.getEnd()) {
                    next.add(range);
                    continue;
                }
                if (cut.getBegin() > range.getBegin()) {
                    next.add(range(range.getBegin(), cut.getBegin() - 1));
                }
                if (cut.getEnd() < range.getEnd()) {
                    next.add(range(cut.getEnd() + 1, range.getEnd()));
                }
            }
            left = next;
        }
        return left;
    }

    private static Value.Range range(long begin, long end) {
        return Value.Range.newBuilder().setBegin(begin).setEnd(end).build();
    }

    private static Resource withRanges(Resource resource, List<Value.Range> ranges) {
        return resource.toBuilder()
                .setRanges(Value.Ranges.newBuilder().addAllRange(ranges))
                .build();
    }

    private static Resource withItems(Resource resource, Iterable<String> items) {
        return resource.toBuilder()
                .setSet(Value.Set.newBuilder().addAllItem(items))
                .build();
    }
}
