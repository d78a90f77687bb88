package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.api.wire.AuditInfo.GivenUpInfo;
import dev.holdfast.api.wire.AuditInfo.LeakInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        description = {
            "Show what is reserved against what is used, and what is nobody's.",
            "Without a subcommand it only looks."
        })
final class AuditCommand implements Callable<Integer> {

    private static final String PATH = "/v1/audit";
    private static final String UID = "As `holdfast audit` lists it.";

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    private final Question question = new Question();

    @Override
    public Integer call() {
        AuditInfo audit = remote.client().get(PATH, AuditInfo.class);
        output.emit(audit, out -> new AuditText(audit).print(out));
        return Exit.DONE;
    }

    @Command(name = "release", description = "Destroy a volume that is nobody's, and give its resources back.")
    int release(
            @Mixin Remote to,
            @Mixin Output form,
            @Parameters(paramLabel = "UID", description = UID) String uid,
            @Option(names = "--confirm", paramLabel = "UID", description = "The uid once more: then nothing is asked.")
                    String confirm) {
        ApiClient api = to.client();
        String confirmation = confirm == null ? "" : confirm;
        if (confirmation.isEmpty()) {
            PrintWriter err = form.err();
            err.println(what(api.get(PATH, AuditInfo.class), uid));
            err.flush();
            confirmation = question.answer("Write its uid to go on: ", "--confirm " + uid);
        }
        return done(form, api.post(path(uid, "release"), new Asks.Release(confirmation.strip()), OutcomeInfo.class));
    }

    /** What a release would destroy. */
    private static String what(AuditInfo audit, String uid) {
        Stream<String> leaks = audit.leaks().stream()
                .filter(leak -> leak.uid().equals(uid))
                .map(leak -> text(leak.volume(), leak.node(), leak.hostname()));
        Stream<String> kept = audit.kept().stream()
                .filter(held -> held.uid().equals(uid))
                .map(held -> text(true, held.node(), held.hostname()));
        List<String> found = Stream.concat(leaks, kept).toList();
        if (found.isEmpty()) {
            throw new Failure(Exit.UNKNOWN, "nothing is known of '" + uid + "'", "holdfast audit lists what is there");
        }
        return found.get(0);
    }

    private static String text(boolean volume, String node, String hostname) {
        return volume
                ? "This destroys a volume of " + node + " on " + hostname + " with all that is in it."
                : "This unreserves what was reserved for " + node + " on " + hostname + ".";
    }

    @Command(name = "adopt", description = "Give a node that stands nowhere its volume back, of which no record tells.")
    int adopt(@Mixin Remote to, @Mixin Output form, @Parameters(paramLabel = "UID", description = UID) String uid) {
        return done(form, to.client().post(path(uid, "adopt"), new Asks.Nothing(), OutcomeInfo.class));
    }

    @Command(name = "forget", description = "Wait no longer for what was given up on an agent that will not come back.")
    int forget(@Mixin Remote to, @Mixin Output form, @Parameters(paramLabel = "UID", description = UID) String uid) {
        return done(form, to.client().post(path(uid, "forget"), new Asks.Nothing(), OutcomeInfo.class));
    }

    private static String path(String uid, String verb) {
        return PATH + "/" + ApiClient.segment(uid) + "/" + verb;
    }

    private static int done(Output output, OutcomeInfo outcome) {
        output.emit(outcome, out -> out.println(outcome.text()));
        return Exit.DONE;
    }

    /** An audit, for people. */
    record AuditText(AuditInfo audit) {

        void print(PrintWriter out) {
            if (!audit.closed().isEmpty()) {
                out.println("The master does not tell what its agents have (" + audit.closed() + ").");
                out.println("This is what offers and records tell; in roles that no cluster has there may be more.");
                out.println();
            }
            totals(out);
            nodes(out);
            leaks(out);
            givenUp(out, "Volumes kept for a person to decide (release, or take what you need):", audit.kept());
            givenUp(out, "Given up, and released as soon as two offers show it:", audit.waiting());
            if (audit.leaks().isEmpty()
                    && audit.kept().isEmpty()
                    && audit.waiting().isEmpty()) {
                out.println("Nothing is reserved that should not be.");
            }
            if (audit.foreign() > 0) {
                out.println(audit.foreign() + (audit.foreign() == 1 ? " reservation" : " reservations")
                        + " of others in our roles; never touched.");
            }
        }

        private void totals(PrintWriter out) {
            Table table = new Table("", "CPUS USED", "RESERVED", "MEMORY USED", "RESERVED", "DISK", "VOLUMES");
            audit.agents()
                    .forEach(agent -> row(
                            table, "agent " + agent.hostname(), agent.used(), agent.reserved(), agent.volumes() + ""));
            audit.clusters()
                    .forEach(
                            cluster -> row(table, "cluster " + cluster.name(), cluster.used(), cluster.reserved(), ""));
            table.print(out);
            out.println();
        }

        private static void row(
                Table table, String name, AuditInfo.AmountInfo used, AuditInfo.AmountInfo reserved, String volumes) {
            table.row(
                    name,
                    Texts.number(used.cpus()),
                    Texts.number(reserved.cpus()),
                    Texts.megabytes(used.memoryMegabytes()),
                    Texts.megabytes(reserved.memoryMegabytes()),
                    Texts.megabytes(reserved.diskMegabytes()),
                    volumes);
        }

        private void nodes(PrintWriter out) {
            if (audit.nodes().isEmpty()) {
                return;
            }
            Table table = new Table("NODE", "HOST", "UID", "CPUS USED", "RESERVED", "MEMORY USED", "RESERVED", "NOTE");
            audit.nodes()
                    .forEach(node -> table.row(
                            node.node(),
                            node.hostname(),
                            node.uid(),
                            Texts.number(node.used().cpus()),
                            Texts.number(node.reserved().cpus()),
                            Texts.megabytes(node.used().memoryMegabytes()),
                            Texts.megabytes(node.reserved().memoryMegabytes()),
                            node.note()));
            table.print(out);
            out.println();
        }

        private void leaks(PrintWriter out) {
            if (audit.leaks().isEmpty()) {
                return;
            }
            out.println("Ours, but no record tells of it (adopt or release):");
            Table table = new Table("UID", "NODE", "HOST", "CPUS", "MEMORY", "DISK", "VOLUME", "CAN BE ADOPTED");
            for (LeakInfo leak : audit.leaks()) {
                table.row(
                        leak.uid(),
                        leak.node(),
                        leak.hostname(),
                        Texts.number(leak.reserved().cpus()),
                        Texts.megabytes(leak.reserved().memoryMegabytes()),
                        Texts.megabytes(leak.reserved().diskMegabytes()),
                        leak.volume() ? "generation " + leak.generation() : "none",
                        leak.adopt().isEmpty() ? "yes" : "no: " + leak.adopt());
            }
            table.print(out);
            out.println();
        }

        private static void givenUp(PrintWriter out, String heading, List<GivenUpInfo> lines) {
            if (lines.isEmpty()) {
                return;
            }
            out.println(heading);
            Table table = new Table("UID", "NODE", "HOST", "SINCE", "WHY");
            for (GivenUpInfo line : lines) {
                table.row(
                        line.uid(),
                        line.node(),
                        line.hostname() + (line.away() ? " (away)" : ""),
                        line.since().toString().substring(0, 19) + "Z",
                        line.why());
            }
            table.print(out);
            out.println();
        }
    }
}
