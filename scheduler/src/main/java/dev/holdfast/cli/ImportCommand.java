package dev.holdfast.cli;

import dev.holdfast.cli.run.Databases;
import dev.holdfast.cli.run.Launched;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.crate.marathon.Imported;
import dev.holdfast.database.crate.marathon.MarathonImport;
import dev.holdfast.database.crate.marathon.Remark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "import", description = "Make a spec of what ran a database before: a Marathon app with Crate.")
final class ImportCommand {

    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "marathon",
            description = {
                "Make a spec of a Marathon app that runs Crate. Asks no Marathon and no scheduler, changes nothing.",
                "The spec goes to standard output; what was kept, changed and dropped, and why, to standard error."
            })
    int marathon(
            @Parameters(paramLabel = "FILE", description = "The app's JSON; - is standard input.") Path file,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Write the spec here instead.")
                    Optional<Path> output) {
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        DatabasePackage crate = Objects.requireNonNull(packages.get("crate"), "crate");
        Imported imported = new MarathonImport(Databases.specRules(packages, ""), crate.rules())
                .read(file.toString().equals(STANDARD_INPUT) ? "standard input" : file.toString(), text(file));
        if (imported instanceof Imported.Refused refused) {
            throw new Failure(Exit.INVALID, refused.cause(), refused.remedy());
        }
        Imported.Spec made = (Imported.Spec) imported;
        tell(made, output);
        if (output.isPresent()) {
            write(output.get(), made.yaml());
        } else {
            spec.commandLine().getOut().print(made.yaml());
            spec.commandLine().getOut().flush();
        }
        return Exit.DONE;
    }

    private void tell(Imported.Spec made, Optional<Path> output) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("from the Marathon app " + made.app() + ":");
        for (Remark remark : made.remarks()) {
            err.println(
                    String.format(Locale.ROOT, "  %-8s %s", remark.kind().name().toLowerCase(Locale.ROOT), remark));
        }
        err.println("next: " + Launched.command() + " plan -f "
                + output.map(Path::toString).orElse("FILE")
                + ", then apply; the app itself goes on until you stop it in Marathon");
        err.flush();
    }

    private static String text(Path file) {
        try {
            return file.toString().equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new Failure(Exit.INVALID, "there is no file " + file, "correct the path", e);
        } catch (IOException e) {
            throw new Failure(Exit.INVALID, file + " cannot be read: " + e.getMessage(), "correct the path", e);
        }
    }

    private static void write(Path file, String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    file + " cannot be written: " + e.getMessage(),
                    "give a file in a directory that is there",
                    e);
        }
    }
}
