package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.Label;
import dev.holdfast.mesos.v1.Resource.AllocationInfo;
import dev.holdfast.mesos.v1.Resource.DiskInfo;
import dev.holdfast.mesos.v1.Resource.ReservationInfo;
import dev.holdfast.mesos.v1.Resource.RevocableInfo;
import dev.holdfast.mesos.v1.Resource.SharedInfo;
import dev.holdfast.mesos.v1.ResourceProviderID;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.mesos.v1.Volume;
import dev.holdfast.model.Disk;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Resources, both ways and without loss: what an offer showed is sent back as the same message, or Mesos would not
 * recognise it. Everything is written in the refinement format; the older one, which endpoints still show, is
 * understood.
 */
final class ResourceMessages {

    private static final String UNRESERVED = "*";

    private ResourceMessages() {}

    /**
     * What is of a kind newer than we are is passed over, so that the rest of an offer can still be used or declined.
     */
    static Resources resources(List<dev.holdfast.mesos.v1.Resource> messages) {
        return new Resources(messages.stream()
                .filter(ResourceMessages::isKnown)
                .map(ResourceMessages::resource)
                .toList());
    }

    private static boolean isKnown(dev.holdfast.mesos.v1.Resource message) {
        boolean hasKnownSource = !message.getDisk().hasSource()
                || message.getDisk().getSource().getType() != DiskInfo.Source.Type.UNKNOWN;
        return hasKnownSource && message.getType() != Value.Type.TEXT;
    }

    static List<dev.holdfast.mesos.v1.Resource> messages(Resources resources) {
        return resources.stream().map(ResourceMessages::message).toList();
    }

    static Resource resource(dev.holdfast.mesos.v1.Resource message) {
        return new Resource(
                message.getName(),
                quantity(message),
                message.getAllocationInfo().getRole(),
                reservations(message),
                message.hasDisk() ? disk(message.getDisk()) : Optional.empty(),
                message.getProviderId().getValue(),
                message.hasRevocable(),
                message.hasShared());
    }

    static dev.holdfast.mesos.v1.Resource message(Resource resource) {
        dev.holdfast.mesos.v1.Resource.Builder message =
                dev.holdfast.mesos.v1.Resource.newBuilder().setName(resource.name());
        setQuantity(message, resource.quantity());
        if (!resource.allocationRole().isEmpty()) {
            message.setAllocationInfo(AllocationInfo.newBuilder().setRole(resource.allocationRole()));
        }
        resource.reservations().forEach(reservation -> message.addReservations(message(reservation)));
        resource.disk().ifPresent(disk -> message.setDisk(message(disk)));
        if (!resource.providerId().isEmpty()) {
            message.setProviderId(ResourceProviderID.newBuilder().setValue(resource.providerId()));
        }
        if (resource.revocable()) {
            message.setRevocable(RevocableInfo.getDefaultInstance());
        }
        if (resource.shared()) {
            message.setShared(SharedInfo.getDefaultInstance());
        }
        return message.build();
    }

    static SortedMap<String, String> labels(dev.holdfast.mesos.v1.Labels message) {
        SortedMap<String, String> labels = new TreeMap<>();
        message.getLabelsList().forEach(label -> labels.putIfAbsent(label.getKey(), label.getValue()));
        return labels;
    }

    static dev.holdfast.mesos.v1.Labels message(SortedMap<String, String> labels) {
        dev.holdfast.mesos.v1.Labels.Builder message = dev.holdfast.mesos.v1.Labels.newBuilder();
        for (Map.Entry<String, String> label : labels.entrySet()) {
            message.addLabels(Label.newBuilder().setKey(label.getKey()).setValue(label.getValue()));
        }
        return message.build();
    }

    private static Quantity quantity(dev.holdfast.mesos.v1.Resource message) {
        return switch (message.getType()) {
            case SCALAR -> Quantity.Amount.of(message.getScalar().getValue());
            case RANGES -> ranges(message.getRanges());
            case SET -> new Quantity.Names(message.getSet().getItemList());
            case TEXT -> throw new IllegalArgumentException("resource " + message.getName() + " cannot be a text");
        };
    }

    private static Quantity.Ranges ranges(Value.Ranges message) {
        List<PortRange> ranges = new ArrayList<>();
        for (Value.Range range : message.getRangeList()) {
            ranges.add(new PortRange(range.getBegin(), range.getEnd()));
        }
        return new Quantity.Ranges(ranges);
    }

    private static void setQuantity(dev.holdfast.mesos.v1.Resource.Builder message, Quantity quantity) {
        if (quantity instanceof Quantity.Amount amount) {
            message.setType(Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(amount.value()));
        } else if (quantity instanceof Quantity.Ranges ranges) {
            Value.Ranges.Builder list = Value.Ranges.newBuilder();
            for (PortRange range : ranges.ranges()) {
                list.addRange(Value.Range.newBuilder().setBegin(range.begin()).setEnd(range.end()));
            }
            message.setType(Value.Type.RANGES).setRanges(list);
        } else if (quantity instanceof Quantity.Names names) {
            message.setType(Value.Type.SET).setSet(Value.Set.newBuilder().addAllItem(names.names()));
        }
    }

    /**
     * In the older format a role other than the star is a reservation, static unless details say it was made at run
     * time.
     */
    @SuppressWarnings("deprecation") // the older format is deprecated, and still what endpoints show
    private static List<Reservation> reservations(dev.holdfast.mesos.v1.Resource message) {
        if (message.getReservationsCount() > 0) {
            return message.getReservationsList().stream()
                    .map(entry -> reservation(entry, entry.getRole(), entry.getType() == ReservationInfo.Type.DYNAMIC))
                    .toList();
        }
        if (message.getRole().equals(UNRESERVED)) {
            return List.of();
        }
        return List.of(reservation(message.getReservation(), message.getRole(), message.hasReservation()));
    }

    private static Reservation reservation(ReservationInfo message, String role, boolean dynamic) {
        return new Reservation(role, dynamic, message.getPrincipal(), labels(message.getLabels()));
    }

    private static ReservationInfo message(Reservation reservation) {
        ReservationInfo.Builder message = ReservationInfo.newBuilder()
                .setType(reservation.dynamic() ? ReservationInfo.Type.DYNAMIC : ReservationInfo.Type.STATIC)
                .setRole(reservation.role());
        if (!reservation.principal().isEmpty()) {
            message.setPrincipal(reservation.principal());
        }
        if (!reservation.labels().isEmpty()) {
            message.setLabels(message(reservation.labels()));
        }
        return message.build();
    }

    private static Optional<Disk> disk(DiskInfo message) {
        if (!message.hasPersistence() && !message.hasSource()) {
            return Optional.empty();
        }
        return Optional.of(new Disk(
                message.hasSource() ? source(message.getSource()) : Disk.Source.ROOT,
                message.getPersistence().getId(),
                message.getPersistence().getPrincipal(),
                message.getVolume().getContainerPath()));
    }

    private static Disk.Source source(DiskInfo.Source message) {
        String root = message.hasMount()
                ? message.getMount().getRoot()
                : message.getPath().getRoot();
        return new Disk.Source(kind(message), root, message.getVendor(), message.getId(), message.getProfile());
    }

    private static Disk.Kind kind(DiskInfo.Source message) {
        return switch (message.getType()) {
            case PATH -> Disk.Kind.PATH;
            case MOUNT -> Disk.Kind.MOUNT;
            case BLOCK -> Disk.Kind.BLOCK;
            case RAW -> Disk.Kind.RAW;
            case UNKNOWN -> throw new IllegalArgumentException("a disk of a kind we do not know");
        };
    }

    private static DiskInfo message(Disk disk) {
        DiskInfo.Builder message = DiskInfo.newBuilder();
        if (disk.source().kind() != Disk.Kind.ROOT) {
            message.setSource(message(disk.source()));
        }
        if (disk.isVolume()) {
            DiskInfo.Persistence.Builder persistence =
                    DiskInfo.Persistence.newBuilder().setId(disk.persistenceId());
            if (!disk.principal().isEmpty()) {
                persistence.setPrincipal(disk.principal());
            }
            message.setPersistence(persistence);
            message.setVolume(Volume.newBuilder().setMode(Volume.Mode.RW).setContainerPath(disk.containerPath()));
        }
        return message.build();
    }

    private static DiskInfo.Source message(Disk.Source source) {
        DiskInfo.Source.Builder message = DiskInfo.Source.newBuilder();
        switch (source.kind()) {
            case PATH -> {
                message.setType(DiskInfo.Source.Type.PATH);
                if (!source.root().isEmpty()) {
                    message.setPath(DiskInfo.Source.Path.newBuilder().setRoot(source.root()));
                }
            }
            case MOUNT -> {
                message.setType(DiskInfo.Source.Type.MOUNT);
                if (!source.root().isEmpty()) {
                    message.setMount(DiskInfo.Source.Mount.newBuilder().setRoot(source.root()));
                }
            }
            case BLOCK -> message.setType(DiskInfo.Source.Type.BLOCK);
            case RAW -> message.setType(DiskInfo.Source.Type.RAW);
            case ROOT -> throw new IllegalArgumentException("an agent's root disk has no source");
        }
        if (!source.vendor().isEmpty()) {
            message.setVendor(source.vendor());
        }
        if (!source.id().isEmpty()) {
            message.setId(source.id());
        }
        if (!source.profile().isEmpty()) {
            message.setProfile(source.profile());
        }
        return message.build();
    }
}
