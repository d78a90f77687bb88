package dev.holdfast.node;

import java.util.ArrayList;
import java.util.List;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.InvalidKeyException;

/** Data that a Cassandra node sends or gets at the moment. */
final class Streams {

    private static final String BEAN = "org.apache.cassandra.net:type=StreamManager";

    private final Beans beans;

    Streams(Beans beans) {
        this.beans = beans;
    }

    /**
     * One exchange with one other member.
     *
     * @param what it is for, in Cassandra's word: {@code Bootstrap}, {@code Unbootstrap}, {@code Repair}
     */
    record Stream(String what, String peer, long done, long total) {}

    List<Stream> all() {
        List<Stream> all = new ArrayList<>();
        for (Object plan : beans.all(BEAN, "CurrentStreams")) {
            if (plan instanceof CompositeData data) {
                String what = String.valueOf(get(data, "description"));
                for (CompositeData session : composites(data, "sessions")) {
                    long total = sum(session, "receivingSummaries", "totalSize")
                            + sum(session, "sendingSummaries", "totalSize");
                    long done = sum(session, "receivingFiles", "currentBytes")
                            + sum(session, "sendingFiles", "currentBytes");
                    all.add(new Stream(
                            what, String.valueOf(get(session, "peer")).replaceFirst("^.*/", ""), done, total));
                }
            }
        }
        return all;
    }

    List<JsonLine> json() {
        List<JsonLine> json = new ArrayList<>();
        for (Stream stream : all()) {
            json.add(new JsonLine()
                    .add("what", stream.what())
                    .add("peer", RingReport.withoutPort(stream.peer()))
                    .add("done", stream.done())
                    .add("total", stream.total()));
        }
        return json;
    }

    private static long sum(CompositeData session, String list, String item) {
        long sum = 0;
        for (CompositeData each : composites(session, list)) {
            sum += get(each, item) instanceof Number number ? number.longValue() : 0;
        }
        return sum;
    }

    private static List<CompositeData> composites(CompositeData data, String key) {
        List<CompositeData> composites = new ArrayList<>();
        if (get(data, key) instanceof CompositeData[] array) {
            composites.addAll(List.of(array));
        }
        return composites;
    }

    /** Releases name their items differently: one that is not there is empty. */
    private static Object get(CompositeData data, String key) {
        try {
            Object value = data.get(key);
            return value == null ? "" : value;
        } catch (InvalidKeyException e) {
            return "";
        }
    }
}
