package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An amount of resources as Mesos counts it; immutable. Entries are kept apart unless they are alike in everything but
 * the amount: reservations with other labels never merge, and a persistent volume merges with nothing.
 */
final class Resources implements Iterable<Resource> {

    static final Resources NONE = new Resources(List.of());

    private final List<Resource> entries;

    private Resources(List<Resource> entries) {
        this.entries = entries;
    }

    static Resources of(Iterable<Resource> resources) {
        List<Resource> entries = new ArrayList<>();
        for (Resource resource : resources) {
            add(entries, ResourceFormat.upgrade(resource));
        }
        return new Resources(List.copyOf(entries));
    }

    static Resources of(Resource resource) {
        return of(List.of(resource));
    }

    List<Resource> list() {
        return entries;
    }

    @Override
    public Iterator<Resource> iterator() {
        return entries.iterator();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Resources plus(Resources more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Resource> sum = new ArrayList<>(entries);
        for (Resource resource : more) {
            add(sum, resource);
        }
        return new Resources(List.copyOf(sum));
    }

    /** What is left; what was not there is ignored, so ask {@link #contains} first where it matters. */
    Resources minus(Resources less) {
        if (less.isEmpty()) {
            return this;
        }
        List<Resource> left = new ArrayList<>(entries);
        for (Resource resource : less) {
            take(left, resource);
        }
        return new Resources(List.copyOf(left));
    }

    boolean contains(Resources part) {
        List<Resource> left = new ArrayList<>(entries);
        for (Resource resource : part) {
            int at = holderOf(left, resource);
            if (at < 0 || !Values.contains(left.get(at), resource)) {
                return false;
            }
            take(left, resource);
        }
        return true;
    }

    Resources filter(Predicate<Resource> wanted) {
        return new Resources(entries.stream().filter(wanted).toList());
    }

    Resources map(UnaryOperator<Resource> change) {
        return of(entries.stream().map(change).toList());
    }

    Resources allocatedTo(String role) {
        return map(resource -> resource.toBuilder()
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                .build());
    }

    Resources unallocated() {
        return map(resource -> resource.hasAllocationInfo()
                ? resource.toBuilder().clearAllocationInfo().build()
                : resource);
    }

    /** Sum of a scalar over all entries in thousandths; empty when there is none of it. */
    OptionalLong milli(String name) {
        return entries.stream()
                .filter(resource -> resource.getName().equals(name) && resource.getType() == Value.Type.SCALAR)
                .mapToLong(Values::milli)
                .reduce(Long::sum);
    }

    static Resources sum(Collection<Resources> parts) {
        Resources sum = NONE;
        for (Resources part : parts) {
            sum = sum.plus(part);
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Resources that && contains(that) && that.contains(this);
    }

    @Override
    public int hashCode() {
        return entries.stream()
                .mapToInt(resource -> resource.getName().hashCode())
                .distinct()
                .sum();
    }

    @Override
    public String toString() {
        return ResourceText.of(this);
    }

    private static void add(List<Resource> entries, Resource resource) {
        if (Values.isEmpty(resource)) {
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            if (isAddable(entries.get(i), resource)) {
                entries.set(i, Values.plus(entries.get(i), resource));
                return;
            }
        }
        entries.add(Values.normal(resource));
    }

    private static void take(List<Resource> entries, Resource resource) {
        int at = holderOf(entries, resource);
        if (at < 0) {
            return;
        }
        Resource left = Values.minus(entries.get(at), resource);
        if (Values.isEmpty(left) || isWhole(resource)) {
            entries.remove(at);
        } else {
            entries.set(at, left);
        }
    }

    private static int holderOf(List<Resource> entries, Resource resource) {
        for (int i = 0; i < entries.size(); i++) {
            if (isAlike(entries.get(i), resource)
                    && (!isWhole(resource) || Values.milli(entries.get(i)) == Values.milli(resource))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAddable(Resource left, Resource right) {
        return !isWhole(left) && isAlike(left, right);
    }

    /** What cannot be divided: a volume, and a disk that is a mount point or a device. */
    private static boolean isWhole(Resource resource) {
        Resource.DiskInfo disk = resource.getDisk();
        return disk.hasPersistence()
                || (disk.hasSource()
                        && disk.getSource().getType() != Resource.DiskInfo.Source.Type.PATH
                        && disk.getSource().getType() != Resource.DiskInfo.Source.Type.UNKNOWN);
    }

    private static boolean isAlike(Resource left, Resource right) {
        return left.getName().equals(right.getName())
                && left.getType() == right.getType()
                && left.getReservationsList().equals(right.getReservationsList())
                && left.getAllocationInfo()
                        .getRole()
                        .equals(right.getAllocationInfo().getRole())
                // Where a volume is mounted says how it is used, not what it is; a framework may change it at every
                // launch.
                && left.getDisk().getPersistence().equals(right.getDisk().getPersistence())
                && left.getDisk().getSource().equals(right.getDisk().getSource())
                && left.getProviderId().equals(right.getProviderId())
                && left.hasRevocable() == right.hasRevocable()
                && left.hasShared() == right.hasShared();
    }
}
