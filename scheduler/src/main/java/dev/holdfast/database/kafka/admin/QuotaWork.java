package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/** Quotas of clients: how fast a user or a client id may produce and consume. */
public final class QuotaWork {

    /** Name that means everyone who has no quota of their own. */
    public static final String EVERYONE = "*";

    /**
     * What one kind of client is allowed.
     *
     * @param entity {@code user}, {@code client-id} or {@code ip} to a name or {@link #EVERYONE}
     * @param limits {@code producer_byte_rate}, {@code consumer_byte_rate}, {@code request_percentage}, …
     */
    public record Quota(SortedMap<String, String> entity, SortedMap<String, Double> limits) {

        public Quota {
            entity = Collections.unmodifiableSortedMap(new TreeMap<>(entity));
            limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        }

        /** As a user writes it: {@code client-id=app,user=*}. */
        String who() {
            return entity.entrySet().stream()
                    .map(name -> name.getKey() + "=" + name.getValue())
                    .collect(Collectors.joining(","));
        }

        /** What setting it has changed, for people. */
        String changed() {
            Map<Boolean, List<String>> off = limits.entrySet().stream()
                    .collect(Collectors.partitioningBy(
                            limit -> limit.getValue() < 0, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
            List<String> texts = new ArrayList<>();
            if (!off.getOrDefault(false, List.of()).isEmpty()) {
                texts.add("set for " + who() + ": " + String.join(", ", off.getOrDefault(false, List.of())));
            }
            if (!off.getOrDefault(true, List.of()).isEmpty()) {
                texts.add("taken off " + who() + ": " + String.join(", ", off.getOrDefault(true, List.of())));
            }
            return String.join("; ", texts);
        }
    }

    /** @param problem why there are none; empty if Kafka answered */
    public record QuotaList(List<Quota> quotas, String problem) {}

    public QuotaList list(ClusterView cluster, Duration timeout) {
        try {
            return Chores.throughBrokers(cluster, Deadline.in(timeout), session -> {
                Map<ClientQuotaEntity, Map<String, Double>> all = session.get(session.admin()
                        .describeClientQuotas(ClientQuotaFilter.all())
                        .entities());
                List<Quota> quotas = new ArrayList<>();
                all.forEach((entity, limits) -> quotas.add(new Quota(names(entity), new TreeMap<>(limits))));
                quotas.sort(Comparator.comparing(Quota::who));
                return new QuotaList(quotas, "");
            });
        } catch (ChoreFailedException e) {
            return new QuotaList(List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** Sets limits; those not named stay as they are. A limit below 0 is taken off. */
    public Reply set(ClusterView cluster, Quota quota, Duration timeout) {
        List<ClientQuotaAlteration.Op> changes = new ArrayList<>();
        quota.limits().forEach((name, limit) -> changes.add(change(name, limit)));
        try {
            return Chores.throughBrokers(cluster, Deadline.in(timeout), session -> {
                ClientQuotaAlteration alteration = new ClientQuotaAlteration(entity(quota.entity()), changes);
                session.done(
                        session.admin().alterClientQuotas(List.of(alteration)).all());
                return Reply.done(quota.changed());
            });
        } catch (ChoreFailedException e) {
            return Reply.of(e);
        }
    }

    @SuppressWarnings("NullAway") // Kafka takes null for "take it off".
    private static ClientQuotaAlteration.Op change(String name, double limit) {
        return new ClientQuotaAlteration.Op(name, limit < 0 ? null : limit);
    }

    private static ClientQuotaEntity entity(SortedMap<String, String> names) {
        Map<String, String> entries = new HashMap<>();
        // Kafka takes null for everyone.
        names.forEach((type, name) -> entries.put(type, name.equals(EVERYONE) ? null : name));
        return new ClientQuotaEntity(entries);
    }

    private static SortedMap<String, String> names(ClientQuotaEntity entity) {
        TreeMap<String, String> names = new TreeMap<>();
        entity.entries().forEach((type, name) -> names.put(type, name == null ? EVERYONE : name));
        return names;
    }
}
