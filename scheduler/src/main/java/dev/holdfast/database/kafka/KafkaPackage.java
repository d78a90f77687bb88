package dev.holdfast.database.kafka;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.PackageText;
import dev.holdfast.database.Rules;
import dev.holdfast.spec.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Apache Kafka, put together from its data, its rules and the driver it is given. */
public final class KafkaPackage implements DatabasePackage {

    /** Name of the descriptor's resource beside this class. */
    public static final String DESCRIPTOR = "kafka.yaml";

    /** Name of the start script's resource beside this class. */
    public static final String START_SCRIPT = "start.sh";

    /** Name of the resource beside this class that names Kafka's settings. */
    static final String SETTINGS = "settings.txt";

    /** Names of classes every node loads, gzipped: what a class-data archive is made of. */
    public static final String CLASS_LIST = "kafka.classlist.gz";

    private final Descriptor descriptor;
    private final KafkaRules rules;
    private final Driver driver;

    public KafkaPackage(Driver driver) {
        KafkaDescriptor data = KafkaDescriptor.parse(resource(DESCRIPTOR));
        this.descriptor = data.descriptor();
        this.rules = new KafkaRules(data, SettingCatalogue.parse(resource(SETTINGS)), resource(START_SCRIPT));
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
        return Exporter.lockFile(software).or(() -> PackageText.lockFile(KafkaPackage.class, software));
    }

    /** Every node loads much the same classes; tools are too rarely run to be worth an archive. */
    @Override
    public Optional<ClassData> classData(String software) {
        boolean isServer = software.startsWith("kafka-") && !software.startsWith("kafka-tools-");
        return isServer ? Optional.of(new ClassData(KafkaLaunch.COMPANION, classList())) : Optional.empty();
    }

    private static List<String> classList() {
        try (InputStream in = KafkaPackage.class.getResourceAsStream(CLASS_LIST)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + CLASS_LIST + " is missing in it");
            }
            return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + CLASS_LIST + " of the program itself", e);
        }
    }

    /** The text of a resource beside this class. */
    static String resource(String name) {
        return PackageText.of(KafkaPackage.class, name);
    }
}
