package dev.holdfast.database.crate.marathon;

import dev.holdfast.database.Rules;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Sizes;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.SpecRules;
import dev.holdfast.spec.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From the JSON of a Marathon app to the YAML of a spec that is sure to be accepted. */
public final class MarathonImport {

    private static final String CRATE = "crate";
    private static final int LONGEST_NAME = 40;

    /** How often what is not accepted is taken out; each round takes out all that the one before has found. */
    private static final int ROUNDS = 4;

    private final SpecReader reader;
    private final Rules rules;
    private final Descriptor crate;

    /**
     * With what judges specs.
     *
     * @param specs must know the package
     * @param rules of the package
     */
    public MarathonImport(SpecRules specs, Rules rules) {
        this.reader = new SpecReader(specs);
        this.rules = rules;
        this.crate = specs.packages().apply(CRATE).orElseThrow();
    }

    /** @param file how to call the text in what is said */
    public Imported read(String file, String json) {
        try {
            ObjectNode app = AppFinder.find(file, json);
            String id = app.path("id").asString("without id").replaceAll("\\p{Cntrl}", " ");
            Draft draft = draft(id, app);
            correct(draft, id);
            return new Imported.Spec(draft.yaml(id), draft.name, id, draft.remarks());
        } catch (NotImportedException e) {
            return new Imported.Refused(String.valueOf(e.getMessage()), e.remedy());
        }
    }

    private Draft draft(String id, ObjectNode app) throws NotImportedException {
        Software software = Software.of(app);
        Command command = Command.of(app);
        mustRunCrate(id, app, software, command);
        Draft draft = new Draft(name(id));
        draft.count = instances(id, app);
        software.into(draft, crate);
        size(draft, app);
        Map<String, String> settings = new LinkedHashMap<>(command.settings());
        Environment.into(draft, app, command, settings);
        heap(draft);
        Ports ports = new Ports(draft, app, usualPorts());
        new Settings(draft, ports).into(settings);
        Container.into(draft, app, ports, namesHosts(app, settings));
        ports.rest();
        Volumes.into(draft, app, settings);
        Constraints.into(draft, app);
        user(draft, app);
        command.othersInto(draft);
        Fields.into(draft, app);
        return draft;
    }

    private static void mustRunCrate(String id, ObjectNode app, Software software, Command command)
            throws NotImportedException {
        if (command.isFramework() || software.isFramework()) {
            throw new NotImportedException(
                    "the app " + id + " runs the Crate framework, not Crate",
                    "its options have their new names in docs/crate.md, under 'Options of the original Crate"
                            + " framework'");
        }
        if (!software.isCrate() && !command.isCrate()) {
            String runs = software.image().isEmpty()
                    ? "its command is '" + app.path("cmd").asString("") + "'"
                    : "its image is " + software.image();
            throw new NotImportedException(
                    "the app " + id + " does not run Crate: " + runs,
                    "give one whose image, tarball or command is named crate");
        }
    }

    private static int instances(String id, ObjectNode app) throws NotImportedException {
        JsonNode instances = app.path("instances");
        if (!instances.isIntegralNumber() || instances.asInt(0) < 1) {
            throw new NotImportedException(
                    instances.isMissingNode()
                            ? "the app " + id + " does not say how many instances it has"
                            : "the app " + id + " has " + instances + " instances, of which no cluster can be made",
                    "write the number of nodes into it, as in \"instances\": 3");
        }
        return instances.asInt();
    }

    /** Letters, digits and dashes of the id. */
    private static String name(String id) {
        String plain = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "");
        String name = plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
        name = name.replaceAll("-+$", "");
        return ClusterName.isValid(name) ? name : CRATE;
    }

    private static boolean namesHosts(ObjectNode app, Map<String, String> settings) {
        return app.path("env").has("CRATE_HOSTS")
                || settings.keySet().stream()
                        .anyMatch(name -> name.contains("unicast") || name.equals("discovery.seed_hosts"));
    }

    private SortedMap<String, Integer> usualPorts() {
        return new TreeMap<>(
                crate.group(CrateIds.DATA).map(Descriptor.Group::ports).orElse(new TreeMap<>()));
    }

    private static void size(Draft draft, ObjectNode app) {
        JsonNode cpus = app.path("cpus");
        if (cpus.isNumber() && cpus.asDouble() > 0) {
            draft.cpus = Optional.of(Sizes.cpusText(Math.max(1, Math.round(cpus.asDouble() * 1000))));
        }
        long memory = (long) Math.ceil(app.path("mem").asDouble(0));
        if (memory > 0) {
            draft.memoryMegabytes = OptionalLong.of(memory);
        }
        draft.kept(
                "size",
                draft.count + (draft.count == 1 ? " node" : " nodes")
                        + draft.cpus
                                .map(text -> ", " + text + (text.equals("1") ? " cpu" : " cpus"))
                                .orElse("")
                        + (memory > 0 ? ", " + Sizes.text(memory) + " memory" : "") + ", reserved");
    }

    private static void heap(Draft draft) {
        if (draft.heapMegabytes.isEmpty() && draft.memoryMegabytes.isPresent()) {
            draft.heapMegabytes = OptionalLong.of(Math.max(1, draft.memoryMegabytes.getAsLong() / 2));
            draft.changed(
                    "heap", Sizes.text(draft.heapMegabytes.getAsLong()) + ", half of the memory: the app named none");
        }
    }

    private static void user(Draft draft, ObjectNode app) {
        String user = app.path("user").asString("");
        if (user.equals("root")) {
            draft.dropped("user", "CrateDB does not run as root");
        } else if (!user.isEmpty()) {
            draft.user = user;
            draft.kept("user", user);
        }
    }

    /** Takes out what would not be accepted, and says why; what cannot be taken out is an error. */
    private void correct(Draft draft, String id) throws NotImportedException {
        List<Problem> problems = problems(draft, id);
        for (int round = 0; round < ROUNDS && !problems.isEmpty(); round++) {
            for (Problem problem : problems) {
                correct(draft, problem);
            }
            problems = problems(draft, id);
        }
        if (!problems.isEmpty()) {
            throw new NotImportedException(
                    "of the app " + id + " no spec can be made: "
                            + problems.stream()
                                    .map(problem -> problem.path() + ": " + problem.message())
                                    .collect(Collectors.joining("; ")),
                    problems.get(0).remedy());
        }
    }

    private List<Problem> problems(Draft draft, String id) {
        Verdict verdict = reader.read(draft.yaml(id));
        return verdict.spec()
                .map(spec -> rules.validate(spec, Optional.empty()))
                .orElse(verdict.problems());
    }

    private static void correct(Draft draft, Problem problem) {
        String path = problem.path();
        String group = "groups." + CrateIds.DATA + ".";
        String why = problem.message();
        if (path.startsWith("settings.") && draft.settings.remove(path.substring("settings.".length())) != null) {
            draft.dropped("setting " + path.substring("settings.".length()), why);
        } else if (path.startsWith("options.") && draft.options.remove(path.substring("options.".length())) != null) {
            draft.dropped(path, why);
        } else if (path.startsWith(group + "ports.")
                && draft.ports.remove(path.substring((group + "ports.").length())) != null) {
            draft.dropped(path.substring(group.length()), why);
        } else if (path.equals(group + "constraint") && !draft.constraint.isEmpty()) {
            draft.dropped("constraints", "'" + draft.constraint + "': " + why);
            draft.constraint = "";
        } else if (path.equals(group + "jvm") && draft.jvm.removeIf(option -> why.contains("'" + option))) {
            draft.dropped("jvm", why);
        } else if (path.equals(group + "heap")) {
            draft.heapMegabytes = OptionalLong.empty();
            draft.changed("heap", "the package's usual share of the memory: " + why);
        } else if (path.equals(group + "memory")) {
            draft.memoryMegabytes = OptionalLong.empty();
            draft.changed("memory", "as much as the heap needs: " + why);
        } else if (path.equals("user") && !draft.user.isEmpty()) {
            draft.dropped("user", why);
            draft.user = "";
        }
    }
}
