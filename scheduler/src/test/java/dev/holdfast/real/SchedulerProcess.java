package dev.holdfast.real;

import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.Backend;
import dev.holdfast.cli.run.Databases;
import dev.holdfast.core.Answer;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.kafka.KafkaRules;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.Scheduler;
import dev.holdfast.engine.SchedulerSettings;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.SpecRules;
import dev.holdfast.spec.Verdict;
import dev.holdfast.web.Web;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A scheduler in a process of its own: {@code SchedulerProcess DATA NETWORK}. One line in, one line out; it ends when its standard
 * input does.
 *
 * <p>Lines in: {@code api}, {@code view NAME}, {@code apply BASE64-OF-YAML}, {@code run NAME CHORE key=value…}, {@code finalise NAME},
 * {@code restart|stop|start NAME [NODE…]}, {@code replace|remove|lose NAME NODE}, {@code resume NAME [RULE]}, {@code pause|cancel NAME},
 * {@code uninstall NAME}. Lines out: {@code api ADDRESS}, {@code view JSON}, {@code none}, {@code accepted PLAN-NUMBER}, {@code nothing TEXT},
 * {@code refused TEXT}.
 */
final class SchedulerProcess {

    private static final int HALTED = 3;
    private static final String PARENT_ROLE = "holdfast";

    private final Scheduler scheduler;
    private final SpecRules specs;
    private final URI api;

    private SchedulerProcess(Scheduler scheduler, SpecRules specs, URI api) {
        this.scheduler = scheduler;
        this.specs = specs;
        this.api = api;
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        String network = arguments[1];
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        Scheduler scheduler = Scheduler.start(
                new SchedulerSettings(
                        List.of(URI.create("http://" + network + ".1:5050")),
                        data,
                        "holdfast",
                        System.getProperty("user.name"),
                        "",
                        "",
                        PARENT_ROLE,
                        new InetSocketAddress(network + ".1", 0),
                        Optional.empty()),
                packages,
                Clock.systemUTC());
        SpecRules specs = Databases.specRules(packages, PARENT_ROLE);
        Backend backend = new Backend(
                scheduler.engine(),
                scheduler.store(),
                scheduler.logs(List.of()),
                scheduler.secrets(),
                scheduler.packages(),
                specs);
        ApiServer api = ApiServer.start(
                new ApiSettings(network + ".1", 0, Optional.empty()),
                backend,
                List.of(),
                Leadership.alone(),
                List.of(Web.of(backend, Leadership.alone())));
        Thread watch = new Thread(() -> {
            System.out.println("halted " + scheduler.engine().halted().join());
            Runtime.getRuntime().halt(HALTED);
        });
        watch.setDaemon(true);
        watch.start();
        SchedulerProcess process = new SchedulerProcess(scheduler, specs, api.uri());
        System.out.println(Child.READY);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(process.answer(line.strip().split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) throws InterruptedException, ExecutionException, IOException {
        if (words[0].equals("view")) {
            Optional<ClusterPicture> picture = scheduler.engine().view().cluster(words[1]);
            return picture.map(found -> "view " + ClusterSight.json(found)).orElse("none");
        }
        if (words[0].equals("api")) {
            return "api " + api;
        }
        if (words[0].equals("apply")) {
            return apply(new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8));
        }
        return ask(command(words));
    }

    private String apply(String yaml) throws InterruptedException, ExecutionException {
        Verdict verdict = new SpecReader(specs)
                .read(yaml, name -> scheduler.engine().view().cluster(name).map(ClusterPicture::spec));
        if (verdict instanceof Verdict.Accepted accepted) {
            ClusterSpec spec = accepted.wish();
            return ask(new Command.Apply(spec, "apply " + spec.name(), 0));
        }
        return "refused " + problems(((Verdict.Rejected) verdict).problems());
    }

    private Command command(String[] words) {
        ClusterName cluster = new ClusterName(words[1]);
        List<NodeId> nodes = List.of(words).subList(2, words.length).stream()
                .flatMap(name -> NodeId.parse(cluster + "/" + name).stream())
                .toList();
        return switch (words[0]) {
            case "restart" -> new Command.Restart(cluster, nodes);
            case "stop" -> new Command.Stop(cluster, nodes);
            case "start" -> new Command.Start(cluster, nodes);
            case "replace" -> new Command.Replace(cluster, nodes.get(0));
            case "remove" -> new Command.Remove(cluster, nodes.get(0));
            case "lose" -> new Command.Remove(cluster, nodes.get(0), true);
            case "pause" -> new Command.Pause(cluster);
            case "resume" -> new Command.Resume(cluster, words.length > 2 ? words[2] : "");
            case "cancel" -> new Command.Cancel(cluster);
            case "recover" -> new Command.Recover(cluster, Optional.empty(), nodes, words[1], false);
            case "uninstall" -> new Command.Uninstall(cluster, words[1]);
            case "run" -> new Command.Run(cluster, chore(words), words[2]);
            case "finalise" -> new Command.Run(cluster, finalising(cluster), "finalise the upgrade");
            default -> throw new IllegalArgumentException("unknown word " + words[0]);
        };
    }

    private static Chore chore(String[] words) {
        Chore chore = new Chore(words[2], Optional.empty(), new TreeMap<>());
        for (int i = 3; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            chore = chore.with(pair[0], pair[1]);
        }
        return chore;
    }

    private Chore finalising(ClusterName cluster) {
        return ((KafkaRules) kafka().rules())
                .finalising(scheduler.engine().clusterView(cluster).orElseThrow())
                .orElseThrow(() -> new IllegalStateException("nothing to finalise"));
    }

    private DatabasePackage kafka() {
        return Objects.requireNonNull(scheduler.packages().get("kafka"), "no package kafka");
    }

    private String ask(Command command) throws InterruptedException, ExecutionException {
        Answer answer = scheduler.engine().ask(command).get();
        if (answer instanceof Answer.Accepted accepted) {
            return "accepted " + accepted.plan().number();
        }
        if (answer instanceof Answer.Nothing nothing) {
            return "nothing " + nothing.text();
        }
        if (answer instanceof Answer.Refused refused) {
            return "refused " + problems(refused.problems());
        }
        return "previewed";
    }

    private static String problems(List<Problem> problems) {
        return problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining("; "))
                .replace('\n', ' ');
    }
}
