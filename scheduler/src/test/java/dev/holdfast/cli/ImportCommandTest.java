package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.crate.marathon.Recipes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {

    @TempDir
    private Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        CommandLine line = Main.commandLine(false);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void the_spec_goes_to_standard_output_and_what_became_of_the_app_to_standard_error() throws Exception {
        assertThat(run("import", "marathon", file("app.json", Recipes.WEAVE))).isZero();
        assertThat(out.toString())
                .startsWith("# From the Marathon app tables-weave\nname: tables-weave\npackage: crate\n");
        assertThat(err.toString())
                .startsWith("from the Marathon app tables-weave:\n  kept     size: 3 nodes, 0.2 cpus, 2014 MB memory")
                .contains("\n  changed  version: image crate/crate:0.47.3 becomes CrateDB 6.4.3")
                .contains("\n  dropped  network BRIDGE: ")
                .contains("plan -f FILE");
    }

    @Test
    void or_into_a_file() throws Exception {
        Path spec = directory.resolve("cluster.yaml");
        assertThat(run("import", "marathon", file("app.json", Recipes.UNICAST), "-o", spec.toString()))
                .isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(SpecFile.read(spec).name()).isEqualTo("prod-tables-unicast");
        assertThat(err.toString()).contains("plan -f " + spec);
    }

    @Test
    void what_cannot_be_imported_is_one_error_with_a_remedy_and_no_spec() throws Exception {
        String web = file("web.json", "{\"id\":\"web\",\"instances\":1,\"cmd\":\"nginx\"}");
        assertThat(run("import", "marathon", web)).isEqualTo(Exit.INVALID);
        assertThat(err.toString()).isEqualTo("""
            error: the app web does not run Crate: its command is 'nginx'
              give one whose image, tarball or command is named crate
            """);
        err.getBuffer().setLength(0);
        assertThat(run("import", "marathon", directory.resolve("none.json").toString()))
                .isEqualTo(Exit.INVALID);
        assertThat(err.toString()).startsWith("error: there is no file ").contains("\n  correct the path\n");
        err.getBuffer().setLength(0);
        String good = file("app.json", Recipes.WEAVE);
        assertThat(run(
                        "import",
                        "marathon",
                        good,
                        "-o",
                        directory.resolve("no/where.yaml").toString()))
                .isEqualTo(Exit.UNAVAILABLE);
        assertThat(out.toString()).isEmpty();
    }
}
