package dev.holdfast.database.cassandra;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.PackageText;
import dev.holdfast.database.Rules;
import dev.holdfast.spec.Descriptor;
import java.util.List;
import java.util.Optional;

/** Apache Cassandra, put together from its data, its rules and the driver it is given. */
public final class CassandraPackage implements DatabasePackage {

    /** Name of the descriptor's resource beside this class. */
    public static final String DESCRIPTOR = "cassandra.yaml";

    /** Name of the start script's resource beside this class. */
    public static final String START_SCRIPT = "start.sh";

    private final Descriptor descriptor;
    private final CassandraRules rules;
    private final Driver driver;

    public CassandraPackage(Driver driver) {
        CassandraDescriptor data = CassandraDescriptor.parse(resource(DESCRIPTOR));
        this.descriptor = data.descriptor();
        this.rules = new CassandraRules(
                data.versions(), new CassandraLaunch(data, resource(START_SCRIPT), PackageText.choreScript()));
        this.driver = driver;
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public Rules rules() {
        return rules;
    }

    @Override
    public Driver driver() {
        return driver;
    }

    /** Lock files lie beside this class, named after the set they pin. */
    @Override
    public Optional<String> lockFile(String software) {
        return Exporter.lockFile(software).or(() -> PackageText.lockFile(CassandraPackage.class, software));
    }

    /** None yet. */
    @Override
    public Optional<ClassData> classData(String software) {
        return Optional.empty();
    }

    /** What a Java of one's own needs to run Cassandra's tools. */
    public static List<String> javaOptions() {
        return JvmOptions.reach();
    }

    /** The text of a resource beside this class. */
    static String resource(String name) {
        return PackageText.of(CassandraPackage.class, name);
    }
}
