package dev.holdfast.cli.run;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.cassandra.CassandraPackage;
import dev.holdfast.database.cassandra.ring.CassandraDriver;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.database.crate.sql.CrateDriver;
import dev.holdfast.database.kafka.KafkaDescriptor;
import dev.holdfast.database.kafka.KafkaPackage;
import dev.holdfast.database.kafka.KafkaVersions;
import dev.holdfast.database.kafka.admin.KafkaDriver;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.SpecRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The databases of this Holdfast. */
public final class Databases {

    private Databases() {}

    /** All of them, by name, for those who ask what there is. */
    public static SortedMap<String, DatabasePackage> all(Clock clock) {
        return all(clock, Secrets.none());
    }

    /** @param secrets that drivers need when they connect */
    static SortedMap<String, DatabasePackage> all(Clock clock, Secrets secrets) {
        SortedMap<String, DatabasePackage> all = new TreeMap<>();
        DatabasePackage kafka = new KafkaPackage(new KafkaDriver(clock));
        all.put(kafka.descriptor().name(), kafka);
        DatabasePackage crate = new CratePackage(new CrateDriver(clock, secrets));
        all.put(crate.descriptor().name(), crate);
        DatabasePackage cassandra = new CassandraPackage(new CassandraDriver(clock, secrets));
        all.put(cassandra.descriptor().name(), cassandra);
        return all;
    }

    /** How specs of these packages are read. */
    public static SpecRules specRules(SortedMap<String, DatabasePackage> packages, String parentRole) {
        return specRules(packages, parentRole, user -> user);
    }

    /** @param users whom nodes run as here in place of the user that a package names */
    static SpecRules specRules(
            SortedMap<String, DatabasePackage> packages, String parentRole, UnaryOperator<String> users) {
        SortedMap<String, Descriptor> descriptors = new TreeMap<>();
        packages.forEach((name, known) -> {
            Descriptor descriptor = known.descriptor();
            String user = users.apply(descriptor.manner().user());
            descriptors.put(name, descriptor.with(descriptor.manner().withUser(user)));
        });
        return SpecRules.of(descriptors, ConstraintParser::error, parentRole);
    }

    /** Kafka's releases. */
    static KafkaVersions kafkaVersions() {
        try (InputStream in = KafkaPackage.class.getResourceAsStream(KafkaPackage.DESCRIPTOR)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the program is incomplete: " + KafkaPackage.DESCRIPTOR + " is missing in it");
            }
            return KafkaDescriptor.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .versions();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + KafkaPackage.DESCRIPTOR + " of the program itself", e);
        }
    }
}
