package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of resources. Amounts of the same kind add up: same name, reservations and disk, whatever framework was offered
 * them. A persistent volume or a mounted disk is one thing, and is never added to another.
 */
final class ResourceLedger {

    private static final double PRECISION = 1000;

    private final Map<Resource, List<Resource>> entries = new LinkedHashMap<>();

    ResourceLedger(List<Resource> resources) {
        resources.forEach(this::add);
    }

    void add(Resource resource) {
        Resource clean = clean(resource);
        List<Resource> same = entries.computeIfAbsent(kind(clean), kind -> new ArrayList<>());
        if (same.isEmpty() || isWhole(clean)) {
            same.add(clean);
        } else {
            same.set(0, sum(same.get(0), clean));
        }
    }

    /** Takes an amount away; false, with nothing changed, when there is not that much. */
    boolean subtract(Resource resource) {
        Resource clean = clean(resource);
        List<Resource> same = entries.getOrDefault(kind(clean), List.of());
        if (isWhole(clean)) {
            return !same.isEmpty() && same.remove(clean);
        }
        if (same.isEmpty()) {
            return isNothing(clean);
        }
        if (!covers(same.get(0), clean)) {
            return false;
        }
        Resource rest = difference(same.get(0), clean);
        if (isNothing(rest)) {
            entries.remove(kind(clean));
        } else {
            same.set(0, rest);
        }
        return true;
    }

    /** Takes away as much of an amount as there is; what there was not comes back. */
    Resource takeCommon(Resource resource) {
        if (subtract(resource)) {
            return switch (resource.getType()) {
                case RANGES ->
                    resource.toBuilder()
                            .setRanges(Value.Ranges.getDefaultInstance())
                            .build();
                case SET ->
                    resource.toBuilder().setSet(Value.Set.getDefaultInstance()).build();
                default -> resource.toBuilder().setScalar(scalar(0)).build();
            };
        }
        Resource clean = clean(resource);
        List<Resource> same = entries.getOrDefault(kind(clean), List.of());
        if (same.isEmpty() || isWhole(clean)) {
            return clean;
        }
        Resource have = same.get(0);
        Resource rest = difference(clean, have);
        if (clean.getType() == Value.Type.SCALAR) {
            entries.remove(kind(clean));
        } else {
            same.set(0, difference(have, clean));
        }
        return rest;
    }

    boolean contains(List<Resource> wanted) {
        ResourceLedger copy = new ResourceLedger(list());
        return wanted.stream().allMatch(copy::subtract);
    }

    List<Resource> list() {
        return entries.values().stream()
                .flatMap(List::stream)
                .filter(resource -> !isNothing(resource))
                .toList();
    }

    /** The resource as the agent keeps it: not allocated to anybody. */
    static Resource clean(Resource resource) {
        return resource.toBuilder().clearAllocationInfo().build();
    }

    static boolean isVolume(Resource resource) {
        return resource.hasDisk() && resource.getDisk().hasPersistence();
    }

    private static boolean isWhole(Resource resource) {
        return isVolume(resource)
                || (resource.hasDisk()
                        && resource.getDisk().getSource().getType() == Resource.DiskInfo.Source.Type.MOUNT);
    }

    private static Resource kind(Resource resource) {
        return resource.toBuilder().clearScalar().clearRanges().clearSet().build();
    }

    static boolean isNothing(Resource resource) {
        return switch (resource.getType()) {
            case SCALAR -> thousandths(resource) <= 0;
            case RANGES -> resource.getRanges().getRangeCount() == 0;
            case SET -> resource.getSet().getItemCount() == 0;
            case TEXT -> true;
        };
    }

    private static boolean covers(Resource have, Resource wanted) {
        return switch (have.getType()) {
            case SCALAR -> thousandths(have) >= thousandths(wanted);
            case RANGES -> PortRanges.of(have.getRanges()).containsAll(PortRanges.of(wanted.getRanges()));
            case SET -> have.getSet().getItemList().containsAll(wanted.getSet().getItemList());
            case TEXT -> false;
        };
    }

    private static Resource sum(Resource a, Resource b) {
        Resource.Builder sum = a.toBuilder();
        switch (a.getType()) {
            case SCALAR -> sum.setScalar(scalar(thousandths(a) + thousandths(b)));
            case RANGES ->
                sum.setRanges(PortRanges.of(a.getRanges())
                        .plus(PortRanges.of(b.getRanges()))
                        .toProto());
            case SET -> sum.getSetBuilder().addAllItem(b.getSet().getItemList());
            case TEXT -> throw new IllegalArgumentException("a resource cannot be a text: " + a.getName());
        }
        return sum.build();
    }

    private static Resource difference(Resource a, Resource b) {
        Resource.Builder rest = a.toBuilder();
        switch (a.getType()) {
            case SCALAR -> rest.setScalar(scalar(thousandths(a) - thousandths(b)));
            case RANGES ->
                rest.setRanges(PortRanges.of(a.getRanges())
                        .minus(PortRanges.of(b.getRanges()))
                        .toProto());
            case SET -> {
                List<String> left = new ArrayList<>(a.getSet().getItemList());
                left.removeAll(b.getSet().getItemList());
                rest.setSet(Value.Set.newBuilder().addAllItem(left));
            }
            case TEXT -> throw new IllegalArgumentException("a resource cannot be a text: " + a.getName());
        }
        return rest.build();
    }

    // Mesos counts in thousandths, so that sums of decimals stay exact.
    private static long thousandths(Resource resource) {
        return Math.round(resource.getScalar().getValue() * PRECISION);
    }

    private static Value.Scalar scalar(long thousandths) {
        return Value.Scalar.newBuilder().setValue(thousandths / PRECISION).build();
    }
}
