package dev.holdfast.placement;

import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Free resources of one agent, out of which nodes' shares are cut. What is reserved for an ancestor of the role is cut
 * first: somebody set it aside for us.
 */
final class Pool {

    private static final Quantity.Ranges NO_PORTS = new Quantity.Ranges(List.of());

    private final List<Resource> free;
    private long cpus;
    private long memory;
    private Quantity.Ranges ports;

    private Pool(List<Resource> usable) {
        free = new ArrayList<>(usable);
        free.sort(Comparator.comparingInt(resource -> -resource.reservations().size()));
        cpus = sum(Resource.CPUS);
        memory = sum(Resource.MEM);
        ports = portsIn(free);
    }

    private long sum(String name) {
        long sum = 0;
        for (Resource resource : free) {
            if (resource.name().equals(name) && resource.quantity() instanceof Quantity.Amount amount) {
                sum += amount.milli();
            }
        }
        return sum;
    }

    private static Quantity.Ranges portsIn(List<Resource> resources) {
        Quantity.Ranges sum = NO_PORTS;
        for (Resource resource : resources) {
            if (resource.quantity() instanceof Quantity.Ranges ranges) {
                sum = sum.isEmpty() ? ranges : (Quantity.Ranges) sum.plus(ranges);
            }
        }
        return sum;
    }

    /**
     * What an offer leaves to a node of the role: unreserved, or set aside for an ancestor of the role and not yet
     * anybody's.
     */
    static Pool offered(Resources offered, String role) {
        return new Pool(offered.stream()
                .filter(resource -> isPlain(resource) && !resource.isVolume() && isUsable(resource, role))
                .toList());
    }

    /** What an agent could leave to the role if nothing ran on it and no reservation of run time stood. */
    static Pool ever(Resources total, String role) {
        List<Resource> usable = new ArrayList<>();
        for (Resource resource : total.all()) {
            boolean ours = resource.reservations().stream()
                    .allMatch(reservation -> reservation.dynamic() || isAncestorOrSame(reservation.role(), role));
            if (isPlain(resource) && ours) {
                usable.add(bare(resource));
            }
        }
        return new Pool(new Resources(usable).all());
    }

    private static boolean isPlain(Resource resource) {
        return !resource.revocable()
                && !resource.shared()
                && resource.providerId().isEmpty();
    }

    /**
     * Mesos lets a reservation be refined only by a role strictly below it. What carries a label of ours is a claim,
     * made by this Holdfast or another, however it looks otherwise.
     */
    private static boolean isUsable(Resource resource, String role) {
        if (!resource.isReserved()) {
            return true;
        }
        Reservation top = resource.reservation().orElseThrow();
        return role.startsWith(top.role() + "/")
                && !top.labels().containsKey(Labels.OWNER)
                && !top.labels().containsKey(Labels.CLAIM);
    }

    private static boolean isAncestorOrSame(String reserved, String role) {
        return role.equals(reserved) || role.startsWith(reserved + "/");
    }

    private static Resource bare(Resource resource) {
        Optional<Disk> disk = resource.disk().map(known -> new Disk(known.source(), "", "", ""));
        return new Resource(resource.name(), resource.quantity(), "", List.of(), disk, "", false, false);
    }

    long cpusMilli() {
        return cpus;
    }

    long memoryMilli() {
        return memory;
    }

    Quantity.Ranges ports() {
        return ports;
    }

    /** What is missing for the need, if anything is. */
    Optional<Objection> objection(Need need) {
        if (cpus < need.cpusMilli()) {
            long has = cpus;
            return because(
                    Objection.CPUS, () -> Amounts.cpus(has) + " of " + Amounts.cpus(need.cpusMilli()) + " cpus free");
        }
        if (memory < need.memoryMilli()) {
            long has = memory;
            return because(
                    Objection.MEMORY,
                    () -> Amounts.size(has) + " of " + Amounts.size(need.memoryMilli()) + " memory free");
        }
        Optional<Objection> disk = diskObjection(need);
        return disk.isPresent() ? disk : new PortPicker(ports, List.of()).objection(need.ports());
    }

    private Optional<Objection> diskObjection(Need need) {
        Disk.Kind kind = kindOf(need);
        long wanted = need.diskMilli() + (kind == Disk.Kind.ROOT ? need.volumeMilli() : 0);
        long root = rootMilli();
        if (root < wanted) {
            return because(Objection.DISK, () -> Amounts.size(root) + " of " + Amounts.size(wanted) + " disk free");
        }
        if (need.volumeMilli() == 0 || volumeDisk(need).isPresent()) {
            return Optional.empty();
        }
        long largest = largestDisk(kind);
        return because(
                Objection.DISK,
                () -> largest == 0
                        ? "no free disk of kind " + need.diskKind()
                        : "the largest free " + need.diskKind() + " disk has " + Amounts.size(largest) + " of "
                                + Amounts.size(need.volumeMilli()));
    }

    private static Optional<Objection> because(String rule, Supplier<String> text) {
        return Optional.of(new Objection(rule, text));
    }

    /** All disk that is not of its own, whoever it is set aside for. */
    long rootMilli() {
        return disks(Disk.Kind.ROOT).stream().mapToLong(Pool::milli).sum();
    }

    /** Size of the largest single disk of a kind; 0 if there is none. */
    long largestDisk(Disk.Kind kind) {
        return disks(kind).stream().mapToLong(Pool::milli).max().orElse(0);
    }

    static Disk.Kind kindOf(Need need) {
        return switch (need.diskKind()) {
            case "path" -> Disk.Kind.PATH;
            case "mount" -> Disk.Kind.MOUNT;
            default -> Disk.Kind.ROOT;
        };
    }

    /**
     * The disk a volume goes on, whole as it is free: a volume cannot lie on two. Of MOUNT disks the smallest that is
     * large enough, because it is taken whole; of PATH disks the one with most room, so that nodes do not share one.
     */
    private Optional<Resource> volumeDisk(Need need) {
        Disk.Kind kind = kindOf(need);
        Comparator<Resource> smallest = Comparator.comparingLong(Pool::milli);
        Comparator<Resource> order = switch (kind) {
            case MOUNT -> smallest;
            case PATH -> smallest.reversed();
            default -> Comparator.comparingInt(resource -> 0);
        };
        return disks(kind).stream()
                .filter(disk -> milli(disk) >= need.volumeMilli())
                .min(order.thenComparing(disk -> source(disk).root())
                        .thenComparing(disk -> source(disk).id()));
    }

    private List<Resource> disks(Disk.Kind kind) {
        return free.stream()
                .filter(resource -> resource.name().equals(Resource.DISK)
                        && source(resource).kind() == kind)
                .toList();
    }

    static Disk.Source source(Resource resource) {
        return resource.disk().map(Disk::source).orElse(Disk.Source.ROOT);
    }

    private static long milli(Resource resource) {
        return resource.quantity() instanceof Quantity.Amount amount ? amount.milli() : 0;
    }

    /** What was cut out for a need. */
    record Cut(Resources take, Resources volumeDisk, Disk.Source source, SortedMap<String, Integer> ports) {}

    /**
     * Cuts the need's share out. The need must have no objection. The volume first: it must be of one piece, the rest
     * need not.
     */
    Cut cut(Need need, List<Integer> sparedPorts) {
        Resources volume = Resources.NONE;
        Disk.Source source = Disk.Source.ROOT;
        if (need.volumeMilli() > 0) {
            Resource disk = volumeDisk(need).orElseThrow();
            boolean whole = kindOf(need) == Disk.Kind.MOUNT;
            Resource part = whole ? disk : disk.withQuantity(new Quantity.Amount(need.volumeMilli()));
            source = source(disk);
            volume = new Resources(List.of(part));
            remove(disk, part.quantity());
        }
        SortedMap<String, Integer> picked = new PortPicker(ports, sparedPorts).pick(need.ports());
        List<Resource> take = new ArrayList<>();
        take.addAll(cutAmount(Resource.CPUS, need.cpusMilli()));
        take.addAll(cutAmount(Resource.MEM, need.memoryMilli()));
        take.addAll(cutAmount(Resource.DISK, need.diskMilli()));
        picked.values().forEach(port -> take.add(cutPort(port)));
        cpus -= need.cpusMilli();
        memory -= need.memoryMilli();
        return new Cut(new Resources(take), volume, source, picked);
    }

    private List<Resource> cutAmount(String name, long milli) {
        List<Resource> parts = new ArrayList<>();
        long left = milli;
        for (Resource resource : List.copyOf(free)) {
            boolean fits = resource.name().equals(name) && source(resource).kind() == Disk.Kind.ROOT;
            if (left > 0 && fits && milli(resource) > 0) {
                Quantity part = new Quantity.Amount(Math.min(left, milli(resource)));
                left -= ((Quantity.Amount) part).milli();
                parts.add(resource.withQuantity(part));
                remove(resource, part);
            }
        }
        if (left > 0) {
            throw new IllegalStateException("cut more " + name + " than there is");
        }
        return parts;
    }

    private Resource cutPort(int port) {
        Quantity.Ranges one = Quantity.Ranges.of(port);
        Resource holder = free.stream()
                .filter(resource -> resource.quantity() instanceof Quantity.Ranges ranges && ranges.contains(port))
                .findFirst()
                .orElseThrow();
        remove(holder, one);
        ports = (Quantity.Ranges) ports.minus(one);
        return holder.withQuantity(one);
    }

    private void remove(Resource resource, Quantity part) {
        int at = free.indexOf(resource);
        Quantity left = resource.quantity().minus(part);
        if (left.isEmpty()) {
            free.remove(at);
        } else {
            free.set(at, resource.withQuantity(left));
        }
    }
}
