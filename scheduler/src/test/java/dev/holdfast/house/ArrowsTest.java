package dev.holdfast.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.database.kafka.KafkaPackage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which room may know which (DESIGN §2). */
class ArrowsTest {

    /** Rooms that decide. Of the database packages, only their drivers and the class that reads their resources may do more. */
    private static final String[] PURE = {
        "dev.holdfast.model..",
        "dev.holdfast.spec..",
        "dev.holdfast.plan..",
        "dev.holdfast.placement..",
        "dev.holdfast.core..",
        "dev.holdfast.database",
        "dev.holdfast.database.kafka"
    };

    private static JavaClasses house = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.holdfast");

    @BeforeAll
    static void theHouseIsThere() {
        org.assertj.core.api.Assertions.assertThat(house.size()).isGreaterThan(300);
    }

    @Test
    void pureRoomsDoNoInputOrOutputStartNoThreadsAndReadNoClock() {
        noClasses()
                .that(resideInAnyPackage(PURE))
                .and()
                .doNotBelongToAnyOf(KafkaPackage.class)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "javax.management..",
                        "org.slf4j..",
                        "ch.qos.logback..",
                        "com.google.protobuf..",
                        "org.apache.kafka..",
                        "io.javalin.."))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.io.File.class,
                        java.io.InputStream.class,
                        java.io.OutputStream.class,
                        java.io.PrintStream.class,
                        Thread.class,
                        Process.class,
                        java.time.Clock.class,
                        java.util.Random.class,
                        java.security.SecureRandom.class,
                        java.util.Timer.class)
                .because("decisions are functions of what they are given, or they cannot be simulated")
                .check(house);
    }

    @Test
    void pureRoomsAskNobodyForTheTimeOrForRandomness() {
        noClasses()
                .that(resideInAnyPackage(PURE))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .check(house);
    }

    @Test
    void protobufStopsAtTheMesosClientAndTheEmbeddedMesos() {
        noClasses()
                .that(resideOutsideOfPackages("dev.holdfast.mesos..", "dev.holdfast.local.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "dev.holdfast.mesos.v1.."))
                .check(house);
    }

    @Test
    void theEmbeddedMesosIsAMesosAndNoPartOfTheScheduler() {
        noClasses()
                .that(resideInAnyPackage("dev.holdfast.local.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.holdfast..")
                        .and(resideOutsideOfPackages("dev.holdfast.local..", "dev.holdfast.mesos.v1..")))
                .check(house);
    }

    @Test
    void rulesKnowNeitherMesosNorTheLoop() {
        noClasses()
                .that(resideInAnyPackage(
                        "dev.holdfast.model..",
                        "dev.holdfast.spec..",
                        "dev.holdfast.placement..",
                        "dev.holdfast.plan..",
                        "dev.holdfast.database.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.holdfast.core..",
                        "dev.holdfast.mesos..",
                        "dev.holdfast.engine..",
                        "dev.holdfast.store..",
                        "dev.holdfast.local..",
                        "dev.holdfast.api..",
                        "dev.holdfast.cli.."))
                .check(house);
    }

    @Test
    void specKnowsNobodyButTheVocabulary() {
        noClasses()
                .that(resideInAnyPackage("dev.holdfast.spec.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.holdfast..")
                        .and(resideOutsideOfPackages("dev.holdfast.spec..", "dev.holdfast.model..")))
                .check(house);
    }

    @Test
    void coreKnowsNeitherMesosNorStorageNorDrivers() {
        noClasses()
                .that(resideInAnyPackage("dev.holdfast.core.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.holdfast.mesos..",
                        "dev.holdfast.store..",
                        "dev.holdfast.engine..",
                        "dev.holdfast.artifact..",
                        "dev.holdfast.database.kafka..",
                        "dev.holdfast.local..",
                        "dev.holdfast.api..",
                        "dev.holdfast.cli.."))
                .check(house);
    }

    @Test
    void onlyItsOwnRoomUsesADatabasesClientLibrary() {
        noClasses()
                .that(resideOutsideOfPackages("dev.holdfast.database.kafka.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka.."))
                .check(house);
    }

    @Test
    void theWorldSeesPicturesAndNeverTheState() {
        noClasses()
                .that(resideInAnyPackage("dev.holdfast.api..", "dev.holdfast.cli.."))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        dev.holdfast.core.State.class,
                        dev.holdfast.core.NodeRecord.class,
                        dev.holdfast.core.ClusterRecord.class)
                .check(house);
    }

    @Test
    void namesSayWhatThingsAre() {
        classes()
                .that()
                .resideInAPackage("dev.holdfast..")
                .and()
                .resideOutsideOfPackage("dev.holdfast.mesos.v1..")
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)$")
                .check(house);
    }
}
