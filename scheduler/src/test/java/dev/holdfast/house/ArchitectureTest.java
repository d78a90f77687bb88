package dev.holdfast.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of DESIGN §2: who may know whom, and what pure rooms may not do. */
final class ArchitectureTest {

    private static final String HOUSE = "dev.holdfast.";

    private static final JavaClasses CLASSES = importMain();

    /** A pure room reads its own resources nowhere but here: a package's descriptor and templates lie beside its classes. */
    private static final Set<String> READS_ITS_RESOURCES =
            Set.of("dev.holdfast.database.PackageText", "dev.holdfast.database.kafka.KafkaPackage");

    /** Looks up in a hash table what it walks through in order. */
    private static final String LOOKS_UP = "dev.holdfast.plan.TurnLog";

    private static final DescribedPredicate<JavaClass> PURE = describe(
            "in a pure room",
            found -> isIn(found, "spec", "model", "plan", "placement", "core", "database")
                    && !isIn(found, "database.kafka.admin", "database.crate.sql", "database.cassandra.ring"));

    /** Everything but tests and the generated messages. */
    private static JavaClasses importMain() {
        String tests = ArchitectureTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains(tests) && !location.contains("/mesos/v1/"))
                .importPackages("dev.holdfast");
    }

    private static boolean isIn(JavaClass found, String... rooms) {
        return Arrays.stream(rooms)
                .map(room -> HOUSE + room)
                .anyMatch(room -> found.getPackageName().equals(room)
                        || found.getPackageName().startsWith(room + "."));
    }

    @Test
    void allRoomsAreLookedAt() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(found -> rooms.add(found.getPackageName().split("\\.", -1)[2]));
        assertThat(rooms)
                .contains(
                        "spec",
                        "model",
                        "plan",
                        "placement",
                        "core",
                        "database",
                        "mesos",
                        "store",
                        "artifact",
                        "engine",
                        "metrics",
                        "local",
                        "discovery",
                        "api",
                        "web",
                        "cli");
        assertThat(CLASSES.size()).isGreaterThan(500);
    }

    // Arrows

    static Stream<Arguments> arrows() {
        return Stream.of(
                arrow("model"),
                arrow("spec", "model"),
                arrow("placement", "model", "spec"),
                // What runs beside nodes also says what backups there are, and how their place is written.
                arrow("database", "model", "spec", "node.backup"),
                arrow("plan", "model", "spec", "database"),
                arrow("core", "model", "spec", "placement", "database", "plan"),
                arrow("mesos", "model"),
                arrow("artifact"),
                arrow("store", "model", "spec", "database", "plan", "core"),
                arrow("local", "mesos.v1"),
                arrow("discovery", "model", "spec", "database", "plan", "core"),
                arrow("metrics", "model", "spec", "database", "plan", "core"),
                arrow(
                        "engine",
                        "model",
                        "spec",
                        "placement",
                        "database",
                        "plan",
                        "core",
                        "metrics",
                        "mesos",
                        "store",
                        "artifact"),
                arrow(
                        "api",
                        "node.backup",
                        "model",
                        "spec",
                        "placement",
                        "database",
                        "plan",
                        "core",
                        "metrics",
                        "mesos",
                        "store",
                        "artifact",
                        "engine",
                        "discovery"),
                arrow("web", "api", "model", "spec", "database", "plan", "core", "mesos", "store", "engine"));
    }

    private static Arguments arrow(String room, String... may) {
        return Arguments.of(room, List.of(may));
    }

    @ParameterizedTest
    @MethodSource("arrows")
    void aRoomKnowsOnlyTheRoomsBelowIt(String room, List<String> may) {
        List<String> allowed = Stream.concat(Stream.of(room), may.stream())
                .map(name -> HOUSE + name)
                .toList();
        classes()
                .that()
                .resideInAPackage(HOUSE + room + "..")
                .should()
                .onlyDependOnClassesThat(describe(
                        "outside the house, or in " + allowed,
                        target -> !target.getPackageName().startsWith("dev.holdfast")
                                || allowed.stream()
                                        .anyMatch(prefix -> target.getPackageName()
                                                        .equals(prefix)
                                                || target.getPackageName().startsWith(prefix + "."))))
                .check(CLASSES);
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching("dev.holdfast.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void messagesOfMesosStopAtMesosAndLocal() {
        noClasses()
                .that(describe("not in mesos or local", found -> !isIn(found, "mesos", "local")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "dev.holdfast.mesos.v1.."))
                .check(CLASSES);
    }

    @Test
    void facesSeeViewsAndCommandsButNotTheState() {
        Set<String> seen = Set.of("View", "Audit", "Command", "Answer", "EventKind");
        String history = "dev.holdfast.core.Fact$Told"; // a line for people, as the store gives it out
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.holdfast.api..", "dev.holdfast.web..", "dev.holdfast.cli..", "dev.holdfast.discovery..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.holdfast.core..")
                        .and(describe(
                                "neither views, commands nor answers",
                                target -> !seen.contains(outermost(target).getSimpleName())
                                        && !target.getName().equals(history))))
                .check(CLASSES);
    }

    private static JavaClass outermost(JavaClass found) {
        return found.getEnclosingClass().map(ArchitectureTest::outermost).orElse(found);
    }

    @Test
    void onlyADatabasesAdminRoomUsesItsClientLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.holdfast.database.kafka.admin..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
                .check(CLASSES);
    }

    static Stream<Arguments> libraries() {
        return Stream.of(
                Arguments.of("java.sql..", List.of("store")),
                Arguments.of("org.sqlite..", List.of("store")),
                Arguments.of("io.prometheus..", List.of("metrics")),
                Arguments.of("org.apache.curator..", List.of("store", "mesos")),
                Arguments.of("org.apache.zookeeper..", List.of("mesos", "store")),
                Arguments.of("org.eclipse.aether..", List.of("artifact")),
                Arguments.of("org.apache.maven..", List.of("artifact")),
                Arguments.of("org.xbill..", List.of("discovery")),
                Arguments.of("gg.jte..", List.of("web")),
                Arguments.of("io.javalin..", List.of("api", "local", "web")),
                Arguments.of("org.eclipse.jetty..", List.of("api", "artifact", "local")),
                Arguments.of("picocli..", List.of("cli")),
                Arguments.of(
                        "java.net.http..", List.of("mesos", "artifact", "local", "cli", "engine.hook", "node.backup")));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryIsKnownOnlyWhereItIsNeeded(String library, List<String> rooms) {
        noClasses()
                .that(describe("not in " + rooms, found -> !isIn(found, rooms.toArray(String[]::new))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    // Purity

    @Test
    void pureRoomsTouchNoFilesNetworkThreadsOrLogs() {
        noClasses()
                .that(PURE)
                .and(describe("no package's own class", found -> !READS_ITS_RESOURCES.contains(found.getName())))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.io..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net..",
                                "java.util.concurrent..",
                                "java.sql..",
                                "org.slf4j..",
                                "java.util.logging..")
                        // Every record and lambda knows it; it does nothing.
                        .and(DescribedPredicate.not(name("java.io.Serializable"))))
                .check(CLASSES);
    }

    @Test
    void pureRoomsHaveNoClockNoRandomnessAndNoThreads() {
        noClasses()
                .that(PURE)
                .should()
                .accessTargetWhere(describe("gives what was not given", ArchitectureTest::isImpure))
                .check(CLASSES);
        noClasses()
                .that(PURE)
                .should()
                .dependOnClassesThat(describe(
                        "Clock, Random or Thread",
                        target -> Set.of(
                                        "java.time.Clock",
                                        "java.util.Random",
                                        "java.util.SplittableRandom",
                                        "java.security.SecureRandom",
                                        "java.lang.Thread",
                                        "java.lang.ThreadLocal",
                                        "java.lang.Runtime",
                                        "java.lang.Process",
                                        "java.lang.ProcessBuilder",
                                        "java.util.Timer")
                                .contains(target.getName())))
                .check(CLASSES);
    }

    private static boolean isImpure(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String call = target.getOwner().getName() + "." + target.getName();
        boolean clock = target.getOwner().getPackageName().equals("java.time")
                && target.getName().equals("now");
        return clock
                || Set.of(
                                "java.lang.System.currentTimeMillis",
                                "java.lang.System.nanoTime",
                                "java.lang.System.getenv",
                                "java.lang.System.getProperty",
                                "java.lang.System.out",
                                "java.lang.System.err",
                                "java.lang.System.identityHashCode",
                                "java.lang.Math.random",
                                "java.util.UUID.randomUUID",
                                "java.util.Collections.shuffle")
                        .contains(call);
    }

    /** The order of these is nobody's; what is walked through in it gives other answers to the same question. */
    @Test
    void pureRoomsBuildNoUnorderedCollections() {
        noClasses()
                .that(PURE)
                .and(DescribedPredicate.not(name(LOOKS_UP)))
                .should()
                .dependOnClassesThat(describe(
                        "a hash table without order",
                        target -> Set.of(
                                        "java.util.HashMap",
                                        "java.util.HashSet",
                                        "java.util.Hashtable",
                                        "java.util.IdentityHashMap",
                                        "java.util.WeakHashMap")
                                .contains(target.getName())))
                .check(CLASSES);
        noClasses()
                .that(PURE)
                .should()
                .accessTargetWhere(describe("collects into a set or map without order", access -> {
                    AccessTarget target = access.getTarget();
                    int parameters = target instanceof AccessTarget.CodeUnitCallTarget call
                            ? call.getRawParameterTypes().size()
                            : 0;
                    return target.getOwner().getName().equals("java.util.stream.Collectors")
                            && (Set.of("toSet", "toUnmodifiableSet", "toUnmodifiableMap")
                                            .contains(target.getName())
                                    || (target.getName().equals("toMap") && parameters < 4)
                                    || (target.getName().equals("groupingBy") && parameters < 3));
                }))
                .check(CLASSES);
    }
}
