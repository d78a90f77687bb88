package dev.holdfast.database.crate;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.PackageText;
import dev.holdfast.database.Rules;
import dev.holdfast.spec.Descriptor;
import java.util.Optional;

/** CrateDB, put together from its data, its rules and the driver it is given. */
public final class CratePackage implements DatabasePackage {

    /** Name of the descriptor's resource beside this class. */
    public static final String DESCRIPTOR = "crate.yaml";

    /** Name of the start script's resource beside this class. */
    public static final String START_SCRIPT = "start.sh";

    private final CrateDescriptor data;
    private final CrateRules rules;
    private final Driver driver;

    public CratePackage(Driver driver) {
        this.data = CrateDescriptor.parse(resource(DESCRIPTOR));
        this.rules = new CrateRules(data, resource(START_SCRIPT));
        this.driver = driver;
    }

    @Override
    public Descriptor descriptor() {
        return data.descriptor();
    }

    @Override
    public Rules rules() {
        return rules;
    }

    @Override
    public Driver driver() {
        return driver;
    }

    /** Only of the exporter: a release is one tarball, which the user names or CrateDB's makers publish. */
    @Override
    public Optional<String> lockFile(String software) {
        return Exporter.lockFile(software);
    }

    /** Where CrateDB's makers publish that release. */
    @Override
    public Optional<String> download(String software) {
        String prefix = data.descriptor().name() + "-";
        return software.startsWith(prefix)
                ? Optional.of(data.download().replace("{version}", software.substring(prefix.length())))
                : Optional.empty();
    }

    /** None: CrateDB's own script says what its class path is. */
    @Override
    public Optional<ClassData> classData(String software) {
        return Optional.empty();
    }

    /** The text of a resource beside this class. */
    static String resource(String name) {
        return PackageText.of(CratePackage.class, name);
    }
}
