package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;

final class ArtifactFetcherTest {

    private static final FetchProgress.Listener SILENT = progress -> {};

    @TempDir
    Path temporary = Path.of("");

    private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();

    @BeforeEach
    void noHttpsProxyOfThisProcess() {
        assertThat(System.getProperties()).doesNotContainKeys("http.proxyHost", "https.proxyHost");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    @Test
    void aMirrorIsAskedInPlaceOfTheBuiltInRepositoryWithItsServersCredentials() throws Exception {
        MavenHouse house = house();
        house.requireUser("jenny", "pass word");
        house.settings(house.mirror() + server("near", "jenny", "pass word"));
        Artifact one = house.offer("org.one:a:1", bytes("first"));
        Artifact two = house.offer("org.two:b:jar:linux:2", bytes("second"));
        ArtifactSet set = new ArtifactSet("two", List.of(two, one));
        List<FetchProgress> seen = new CopyOnWriteArrayList<>();

        Map<Artifact, Path> files = fetcher(house.options()).fetch(set, seen::add);

        assertThat(files.keySet()).containsExactly(two, one);
        assertThat(files.get(one)).hasContent("first");
        assertThat(files.get(two)).hasContent("second");
        assertThat(seen.get(seen.size() - 1)).isEqualTo(new FetchProgress("two", 2, 2, 11, 11));
        assertThat(house.localRepository().resolve("org/one/a/1/a-1.jar")).hasContent("first");
        assertThat(house.requests()).noneMatch(path -> path.endsWith(".pom"));
    }

    @Test
    void aPasswordInSettingsIsDecryptedWithTheMasterPassword() throws Exception {
        MavenHouse house = house();
        DefaultPlexusCipher cipher = new DefaultPlexusCipher();
        String master = cipher.encryptAndDecorate("the master", "settings.security");
        Files.writeString(
                temporary.resolve("home/.m2/settings-security.xml"),
                "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
        house.requireUser("jenny", "hidden");
        house.settings(house.mirror() + server("near", "jenny", cipher.encryptAndDecorate("hidden", "the master")));
        Artifact one = house.offer("org.one:a:1", bytes("first"));

        assertThat(fetcher(house.options())
                        .fetch(new ArtifactSet("s", List.of(one)), SILENT)
                        .get(one))
                .hasContent("first");
    }

    @Test
    void aWrongPasswordIsNamedAsTheCauseAndNeverShown() throws Exception {
        MavenHouse house = house();
        house.requireUser("jenny", "right");
        house.settings(house.mirror() + server("near", "jenny", "wrong-secret"));
        Artifact one = house.offer("org.one:a:1", bytes("first"));

        assertThatThrownBy(() -> fetcher(house.options()).fetch(new ArtifactSet("s", List.of(one)), SILENT))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("org.one:a:1 could not be fetched")
                .hasMessageContaining("401")
                .hasMessageContaining("[near]")
                .hasMessageContaining("credentials")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void headersConfiguredForAServerAreSentToIt() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror()
                + "<servers><server><id>near</id><configuration><httpHeaders><property><name>X-Token</name>"
                + "<value>t1</value></property></httpHeaders></configuration></server></servers>");
        Artifact one = house.offer("org.one:a:1", bytes("first"));

        fetcher(house.options()).fetch(new ArtifactSet("s", List.of(one)), SILENT);

        assertThat(house.requests()).contains("/repository/org/one/a/1/a-1.jar token=t1");
    }

    @Test
    void aProxyInSettingsIsUsedForOtherHosts() throws Exception {
        MavenHouse house = house();
        String port = house.url().substring(house.url().lastIndexOf(':') + 1);
        house.settings(
                "<mirrors><mirror><id>far</id><mirrorOf>*</mirrorOf><url>http://repository.invalid/repository</url>"
                        + "</mirror></mirrors><proxies><proxy><host>127.0.0.1</host><port>" + port
                        + "</port></proxy></proxies>");
        Artifact one = house.offer("org.one:a:1", bytes("first"));

        assertThat(fetcher(house.options())
                        .fetch(new ArtifactSet("s", List.of(one)), SILENT)
                        .get(one))
                .hasContent("first");
    }

    @Test
    void anotherContentThanLockedIsRefusedAndNothingIsKept() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror());
        Artifact served = house.offer("org.one:a:1", bytes("changed"));
        Artifact locked = new Artifact(served.name(), Sha256.of(bytes("original")), 8, served.source());
        ArtifactFetcher fetcher = fetcher(house.options());

        assertThatThrownBy(() -> fetcher.fetch(new ArtifactSet("s", List.of(locked)), SILENT))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("org.one:a:1")
                .hasMessageContaining("expected sha256 " + locked.sha256() + " (8 bytes)")
                .hasMessageContaining("got " + served.sha256() + " (7 bytes)")
                .hasMessageContaining("Delete " + house.localRepository());
    }

    @Test
    void whatIsHereIsNeverAskedFor() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror());
        ArtifactSet set = new ArtifactSet("s", List.of(house.offer("org.one:a:1", bytes("first"))));
        fetcher(house.options()).fetch(set, SILENT);
        int asked = house.requests().size();

        fetcher(house.options()).fetch(set, SILENT);
        assertThat(house.requests()).hasSize(asked);

        ArtifactCache empty = ArtifactCache.open(temporary.resolve("empty"));
        new ArtifactFetcher(empty, house.options().stayOffline()).fetch(set, SILENT);
        assertThat(house.requests()).hasSize(asked);
    }

    @Test
    void offlineIsToldWithTheFileThatIsMissingAndWhereItWouldBeFound() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror() + "<offline>true</offline>");
        Artifact one = house.offer("org.one:a:1", bytes("first"));

        assertThatThrownBy(() -> fetcher(house.options()).fetch(new ArtifactSet("s", List.of(one)), SILENT))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("org.one:a:1 is not in " + house.localRepository())
                .hasMessageContaining("offline")
                .hasMessageContaining(
                        house.localRepository().resolve("org/one/a/1/a-1.jar").toString());
        assertThat(house.requests()).isEmpty();
    }

    @Test
    void whatDoesNotExistIsToldWithTheRepositoriesThatWereAsked() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror());
        Artifact missing = new Artifact(
                "a-1.jar", Sha256.of(bytes("")), 0, new ArtifactSource.Maven(Coordinate.parse("org.one:a:1")));

        assertThatThrownBy(() -> fetcher(house.options()).fetch(new ArtifactSet("s", List.of(missing)), SILENT))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("org.one:a:1 does not exist (repositories asked: [near])");
    }

    @Test
    void aRepositoryThatFailsOnceIsAskedAgain() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror());
        Artifact one = house.offer("org.one:a:1", bytes("first"));
        house.failNext(1);

        assertThat(fetcher(house.options())
                        .fetch(new ArtifactSet("s", List.of(one)), SILENT)
                        .get(one))
                .hasContent("first");
    }

    @Test
    void aRepositoryThatIsNotThereIsToldWithinAnAttemptOrTwo() throws Exception {
        MavenHouse house = house();
        house.settings(house.mirror());
        Artifact one = house.offer("org.one:a:1", bytes("first"));
        house.close();

        assertThatThrownBy(() -> fetcher(house.options()).fetch(new ArtifactSet("s", List.of(one)), SILENT))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("could not be fetched")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void anAddressIsFetchedWithItsCredentialsAndRetriedWhenTheServerFails() throws Exception {
        MavenHouse house = house();
        house.requireUser("u", "p");
        house.offerPath("/files/data.tar.gz", bytes("archive"));
        house.failNext(2);
        ArtifactSource source =
                ArtifactSource.parse(house.url().replace("http://", "http://u:p@") + "/files/data.tar.gz");

        Artifact pinned = fetcher(house.options()).pin(source, Optional.of(Sha256.of(bytes("archive"))));

        assertThat(pinned).isEqualTo(new Artifact("data.tar.gz", Sha256.of(bytes("archive")), 7, source));
        ArtifactCache other = ArtifactCache.open(temporary.resolve("other"));
        List<FetchProgress> seen = new CopyOnWriteArrayList<>();
        Map<Artifact, Path> files =
                new ArtifactFetcher(other, house.options()).fetch(new ArtifactSet("s", List.of(pinned)), seen::add);
        assertThat(files.get(pinned)).hasContent("archive");
        assertThat(seen).last().isEqualTo(new FetchProgress("s", 1, 1, 7, 7));
    }

    @Test
    void anAddressWithAnotherContentOrNoneIsRefused() throws Exception {
        MavenHouse house = house();
        house.offerPath("/files/data.bin", bytes("archive"));
        ArtifactSource source = ArtifactSource.parse(house.url() + "/files/data.bin");
        ArtifactFetcher fetcher = fetcher(house.options());
        Artifact locked = new Artifact("data.bin", Sha256.of(bytes("other")), 5, source);

        assertThatThrownBy(() -> fetcher.fetch(new ArtifactSet("s", List.of(locked)), SILENT))
                .hasMessageContaining("expected sha256 " + locked.sha256());
        assertThatThrownBy(() -> fetcher.pin(source, Optional.of(locked.sha256())))
                .hasMessageContaining("where " + locked.sha256() + " was expected");
        assertThatThrownBy(() -> fetcher.pin(ArtifactSource.parse(house.url() + "/none"), Optional.empty()))
                .hasMessageContaining("answered 404");
    }

    @Test
    void aLocalFileIsPinnedAndAMissingOneNamed() throws Exception {
        MavenHouse house = house();
        Path file = Files.writeString(temporary.resolve("jre.tar.gz"), "java");
        ArtifactFetcher fetcher = fetcher(house.options());

        Artifact pinned = fetcher.pin(ArtifactSource.parse(file.toString()), Optional.empty());

        assertThat(pinned.sha256()).isEqualTo(Sha256.of(bytes("java")));
        assertThat(fetcher.fetch(new ArtifactSet("s", List.of(pinned)), SILENT).get(pinned))
                .hasContent("java");
        assertThatThrownBy(() -> fetcher.pin(ArtifactSource.parse("/no/such/file"), Optional.empty()))
                .hasMessageContaining("no readable file /no/such/file");
    }

    private MavenHouse house() throws Exception {
        MavenHouse house = new MavenHouse(temporary.resolve("home"));
        toClose.add(house);
        return house;
    }

    private ArtifactFetcher fetcher(MavenOptions options) throws ArtifactException {
        return new ArtifactFetcher(ArtifactCache.open(temporary.resolve("cache")), options);
    }

    private static String server(String id, String user, String password) {
        return "<servers><server><id>" + id + "</id><username>" + user + "</username><password>" + password
                + "</password></server></servers>";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
