package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.Resource.DiskInfo;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceMessagesTest {

    private static final Reservation STATIC = new Reservation("base", false, "", new TreeMap<>());
    private static final Reservation DYNAMIC = new Reservation(
            "base/svc", true, "holdfast", new TreeMap<>(Map.of(Labels.OWNER, "o1", Labels.NODE, "orders/broker-1")));

    static Stream<Resource> resources() {
        Resource disk = Resource.of(Resource.DISK, Quantity.Amount.of(100), "base/svc");
        return Stream.of(
                Resource.of(Resource.CPUS, new Quantity.Amount(1), "r"),
                Resource.of(Resource.CPUS, Quantity.Amount.of(0.3), ""),
                Resource.of(
                        Resource.PORTS, new Quantity.Ranges(List.of(new PortRange(1, 2), new PortRange(9, 9))), "r"),
                Resource.of("zoo", new Quantity.Names(List.of("lion", "ape")), "r"),
                Resource.of(Resource.MEM, Quantity.Amount.of(64), "base/svc")
                        .reserve(STATIC)
                        .reserve(DYNAMIC),
                disk.reserve(DYNAMIC).withDisk(new Disk(Disk.Source.ROOT, "v1", "holdfast", "data")),
                disk.reserve(DYNAMIC).withDisk(new Disk(source(Disk.Kind.PATH, "/d", "", ""), "v1", "", "data")),
                disk.withDisk(new Disk(source(Disk.Kind.MOUNT, "/mnt/1", "", ""), "", "", "")),
                disk.withDisk(new Disk(source(Disk.Kind.MOUNT, "", "csi-1", "fast"), "", "", "")),
                disk.withDisk(new Disk(source(Disk.Kind.PATH, "", "", ""), "", "", "")),
                disk.withDisk(new Disk(source(Disk.Kind.RAW, "", "csi-1", ""), "", "", "")),
                disk.withDisk(new Disk(source(Disk.Kind.BLOCK, "", "csi-1", "fast"), "", "", "")),
                new Resource("cpus", Quantity.Amount.of(1), "r", List.of(), Optional.empty(), "rp-1", true, false),
                new Resource("disk", Quantity.Amount.of(1), "r", List.of(DYNAMIC), Optional.empty(), "", false, true));
    }

    @ParameterizedTest
    @MethodSource("resources")
    void comesBackAsItWent(Resource resource) throws Exception {
        dev.holdfast.mesos.v1.Resource message = ResourceMessages.message(resource);

        assertThat(ResourceMessages.resource(message)).isEqualTo(resource);
        for (WireFormat format : WireFormat.values()) {
            assertThat(format.read(format.write(message), dev.holdfast.mesos.v1.Resource.getDefaultInstance()))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("resources")
    void neverUsesTheOlderFormat(Resource resource) {
        assertThat(JsonMessages.tree(ResourceMessages.message(resource)).propertyNames())
                .doesNotContain("role", "reservation");
    }

    @Test
    @SuppressWarnings("deprecation") // it is the point
    void understandsTheOlderFormatThatEndpointsShow() {
        dev.holdfast.mesos.v1.Resource.Builder cpus = dev.holdfast.mesos.v1.Resource.newBuilder()
                .setName("cpus")
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(1));

        assertThat(ResourceMessages.resource(cpus.setRole("*").build()).reservations())
                .isEmpty();
        assertThat(ResourceMessages.resource(cpus.setRole("base").build()).reservations())
                .containsExactly(STATIC);
        cpus.setRole("base/svc")
                .setReservation(
                        ResourceMessages.message(Resource.of("x", Quantity.Amount.of(1), "")
                                        .reserve(DYNAMIC))
                                .getReservations(0)
                                .toBuilder()
                                .clearRole()
                                .clearType());
        assertThat(ResourceMessages.resource(cpus.build()).reservations()).containsExactly(DYNAMIC);
    }

    @Test
    void passesOverAKindOfDiskItDoesNotKnow() {
        dev.holdfast.mesos.v1.Resource known =
                ResourceMessages.message(Resource.of(Resource.DISK, Quantity.Amount.of(1), "r"));
        dev.holdfast.mesos.v1.Resource strange = known.toBuilder()
                .setDisk(DiskInfo.newBuilder()
                        .setSource(DiskInfo.Source.newBuilder().setType(DiskInfo.Source.Type.UNKNOWN)))
                .build();

        assertThat(ResourceMessages.resources(List.of(strange, known)).all())
                .containsExactly(ResourceMessages.resource(known));
    }

    @Test
    void writesLabelsInOrder() {
        SortedMap<String, String> labels = new TreeMap<>(Map.of("b", "2", "a", "1", "c", ""));
        assertThat(JsonMessages.tree(ResourceMessages.message(labels)).toString())
                .isEqualTo("{\"labels\":[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"b\",\"value\":\"2\"},"
                        + "{\"key\":\"c\",\"value\":\"\"}]}");
    }

    private static Disk.Source source(Disk.Kind kind, String root, String id, String profile) {
        return new Disk.Source(kind, root, id.isEmpty() ? "" : "vendor", id, profile);
    }
}
