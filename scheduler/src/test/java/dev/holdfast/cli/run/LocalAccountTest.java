package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAccountTest {

    @TempDir
    private Path temporary = Path.of("");

    private static LocalAccount account(String self, String... known) {
        return new LocalAccount(self, Set.of(known)::contains);
    }

    @Test
    void rootBecomesThePackagesUserOrOneWithoutRights() {
        assertThat(account("root", "crate", "nobody").instead("crate")).isEqualTo("crate");
        assertThat(account("root", "nobody").instead("crate")).isEqualTo("nobody");
        assertThat(account("root").instead("crate")).isEqualTo("crate");
        assertThat(account("root", "nobody").instead("")).isEmpty();
    }

    @Test
    void anybodyElseStaysWhoTheyAre() {
        assertThat(account("ann", "crate", "nobody").instead("crate")).isEqualTo("ann");
        assertThat(account("ann").instead("")).isEmpty();
    }

    @Test
    void anotherThanThePackageWantsIsSaid() {
        assertThat(account("root", "crate").note("CrateDB", "crate")).isEmpty();
        assertThat(account("root", "nobody").note("CrateDB", "crate"))
                .contains("CrateDB does not run as root, and there is no user 'crate' here: its nodes run as 'nobody'");
        assertThat(account("ann").note("CrateDB", "crate"))
                .contains("CrateDB runs as 'ann', for only root could start it as 'crate'");
        assertThat(account("root").note("Apache Kafka", "")).isEmpty();
    }

    @Test
    void aDirectoryThatOthersCannotReachIsFoundBeforeAnythingStarts() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path data = home.resolve("holdfast");

        assertThat(account("root").closed("nobody", data)).contains(home);
        assertThat(account("root").closed("", data)).isEmpty();
        assertThat(account("ann").closed("ann", data)).isEmpty();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        assertThat(account("root").closed("nobody", data)).isEmpty();
    }
}
