package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.Attribute;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.List;

/** Descriptions of agents: those of the recorded clusters, and a plain one. */
public final class TestAgents {

    private TestAgents() {}

    /** The four agents of transcript 01. */
    public static List<AgentInfo> ofTranscript01() {
        List<AgentInfo> agents = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            agents.add(
                    agent("127.0.0.1" + i, 5050 + i, 30000 + 1000 * i, 2, 2048, 5000, List.of(text("rack", "r" + i))));
        }
        return agents;
    }

    /** The three agents of transcripts 00, 02 and 03. */
    public static List<AgentInfo> ofTranscripts02And03() {
        List<AgentInfo> agents = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            agents.add(zoned(i, 8192, 20000));
        }
        return agents;
    }

    /** The two agents of transcript 04, with a static reservation for role {@code base}. */
    public static List<AgentInfo> ofTranscript04() {
        List<AgentInfo> agents = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            agents.add(zoned(i, 4096, 9000).toBuilder()
                    .addResources(statically("cpus", 2))
                    .addResources(statically("mem", 1024))
                    .addResources(statically("disk", 1000))
                    .build());
        }
        return agents;
    }

    public static AgentInfo plain(String hostname) {
        return agent(hostname, 5051, 31000, 4, 4096, 10000, List.of());
    }

    private static AgentInfo zoned(int i, double mem, double disk) {
        return agent(
                "agent" + i + ".localhost",
                5050 + i,
                30000 + 1000 * i,
                4,
                mem,
                disk,
                List.of(scalar("rack", i), text("zone", "z" + i)));
    }

    private static AgentInfo agent(
            String hostname,
            int port,
            int firstPort,
            double cpus,
            double mem,
            double disk,
            List<Attribute> attributes) {
        return AgentInfo.newBuilder()
                .setHostname(hostname)
                .setPort(port)
                .addResources(resource("cpus", cpus))
                .addResources(resource("mem", mem))
                .addResources(resource("disk", disk))
                .addResources(Resource.newBuilder()
                        .setName("ports")
                        .setType(Value.Type.RANGES)
                        .setRanges(Value.Ranges.newBuilder()
                                .addRange(Value.Range.newBuilder()
                                        .setBegin(firstPort)
                                        .setEnd(firstPort + 999))))
                .addAllAttributes(attributes)
                .build();
    }

    /** An unreserved scalar. */
    public static Resource resource(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    private static Resource statically(String name, double value) {
        return resource(name, value).toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.STATIC)
                        .setRole("base"))
                .build();
    }

    private static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }

    private static Attribute scalar(String name, double value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }
}
