package dev.holdfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A bag of resources with Mesos's arithmetic: equal kinds add up, volumes stay whole. */
public record Resources(List<Resource> all) {

    public static final Resources NONE = new Resources(List.of());

    public Resources {
        List<Resource> merged = new ArrayList<>();
        for (Resource resource : all) {
            if (resource.quantity().isEmpty()) {
                continue;
            }
            int same = indexOfMergeable(merged, resource);
            if (same < 0) {
                merged.add(resource);
            } else {
                Resource held = merged.get(same);
                merged.set(same, held.withQuantity(held.quantity().plus(resource.quantity())));
            }
        }
        all = List.copyOf(merged);
    }

    public Stream<Resource> stream() {
        return all.stream();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Resources plus(Resources other) {
        List<Resource> sum = new ArrayList<>(all);
        sum.addAll(other.all);
        return new Resources(sum);
    }

    /** What is left of this without the other. Kinds of the other that are not here are ignored. */
    public Resources minus(Resources other) {
        List<Resource> left = new ArrayList<>(all);
        for (Resource taken : other.all) {
            if (taken.isVolume()) {
                left.remove(taken);
                continue;
            }
            int same = indexOfMergeable(left, taken);
            if (same >= 0) {
                Resource held = left.get(same);
                left.set(same, held.withQuantity(held.quantity().minus(taken.quantity())));
            }
        }
        return new Resources(left);
    }

    public boolean contains(Resources other) {
        return other.minus(this).isEmpty();
    }

    public Resources filter(Predicate<Resource> wanted) {
        return new Resources(all.stream().filter(wanted).toList());
    }

    public Resources unreserved() {
        return filter(resource -> !resource.isReserved() && !resource.revocable());
    }

    /** Sum of a numeric resource over all kinds, in thousandths. */
    public long milli(String name) {
        long sum = 0;
        for (Resource resource : all) {
            if (resource.name().equals(name) && resource.quantity() instanceof Quantity.Amount amount) {
                sum += amount.milli();
            }
        }
        return sum;
    }

    /** All ports in it, of every kind. */
    public Quantity.Ranges ports() {
        Quantity sum = new Quantity.Ranges(List.of());
        for (Resource resource : all) {
            if (resource.quantity() instanceof Quantity.Ranges) {
                sum = sum.plus(resource.quantity());
            }
        }
        return (Quantity.Ranges) sum;
    }

    public Optional<Resource> volume(String persistenceId) {
        return all.stream()
                .filter(resource -> resource.isVolume()
                        && resource.disk().orElseThrow().persistenceId().equals(persistenceId))
                .findFirst();
    }

    private static int indexOfMergeable(List<Resource> resources, Resource resource) {
        for (int i = 0; i < resources.size(); i++) {
            if (resources.get(i).mergesWith(resource)) {
                return i;
            }
        }
        return -1;
    }
}
