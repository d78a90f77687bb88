package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MavenOptionsTest {

    @TempDir
    Path home = Path.of("");

    @Test
    void withoutSettingsTheOnlyRepositoryIsTheOneMavensSuperPomNames() throws Exception {
        try (MavenHouse house = new MavenHouse(home)) {
            assertThat(MavenRepositories.of(MavenSettings.read(house.options())))
                    .isEqualTo(MavenRepositories.builtIn())
                    .extracting(RemoteRepository::getId)
                    .containsExactly("central");
        }
        assertThat(MavenRepositories.builtIn()).allMatch(r -> r.getUrl().startsWith("https://"));
    }

    @Test
    void noRepositoryAddressStandsInThisRoom() throws IOException {
        Path sources = Path.of("src/main/java/dev/holdfast/artifact");
        Path room = Files.isDirectory(sources) ? sources : Path.of("holdfast").resolve(sources);
        String host = URI.create(MavenRepositories.builtIn().get(0).getUrl()).getHost();
        try (Stream<Path> files = Files.list(room)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).doesNotContain(host).doesNotContain("repo1.");
            }
        }
    }

    @Test
    void activeProfilesAddRepositoriesAndMayReplaceTheBuiltInOne() throws Exception {
        try (MavenHouse house = new MavenHouse(home)) {
            house.settings("<profiles>"
                    + profile("named", "", "company", "http://127.0.0.1:9/company")
                    + profile("idle", "", "idle", "http://127.0.0.1:9/idle")
                    + profile(
                            "bykey", "<property><name>env.BUILD</name></property>", "central", "http://127.0.0.1:9/own")
                    + "</profiles><activeProfiles><activeProfile>named</activeProfile></activeProfiles>");

            assertThat(urls(house, Map.of()))
                    .containsExactly(
                            "http://127.0.0.1:9/company",
                            MavenRepositories.builtIn().get(0).getUrl());
            assertThat(urls(house, Map.of("BUILD", "1")))
                    .containsExactly("http://127.0.0.1:9/company", "http://127.0.0.1:9/own");
        }
    }

    @Test
    void userSettingsWinOverThoseOfTheInstallationAndBothAreInterpolated() throws Exception {
        try (MavenHouse house = new MavenHouse(home)) {
            Path conf = Files.createDirectories(home.resolve("maven/conf"));
            Files.writeString(
                    conf.resolve("settings.xml"), "<settings><localRepository>/global</localRepository></settings>");
            Map<String, String> environment =
                    Map.of("MAVEN_HOME", home.resolve("maven").toString(), "WHERE", "/mine");

            assertThat(MavenSettings.read(house.options(environment)).localRepository())
                    .isEqualTo(Path.of("/global"));

            house.settings("<localRepository>${env.WHERE}</localRepository>");
            assertThat(MavenSettings.read(house.options(environment)).localRepository())
                    .isEqualTo(Path.of("/mine"));
        }
    }

    @Test
    void theSettingsOfTheMvnOnThePathAreFoundThroughItsLinks() throws Exception {
        Path bin = Files.createDirectories(home.resolve("opt/maven-3/bin"));
        Path mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        Path conf = Files.createDirectories(home.resolve("opt/maven-3/conf"));
        Files.writeString(conf.resolve("settings.xml"), "<settings/>");
        Path links = Files.createDirectories(home.resolve("links"));
        Files.createSymbolicLink(links.resolve("mvn"), mvn);

        MavenOptions options = MavenOptions.of(Map.of("PATH", "/nowhere:" + links), properties());

        assertThat(options.globalSettings()).contains(conf.toRealPath().resolve("settings.xml"));
    }

    @Test
    void optionsMeantForMavensCommandLineAreHonoured() {
        MavenOptions options = MavenOptions.of(
                Map.of("MAVEN_ARGS", "-o -s /x/s.xml -gs /x/g.xml", "MAVEN_OPTS", "-Xmx1g -Dmaven.repo.local=/x/repo"),
                properties());

        assertThat(options.offline()).isTrue();
        assertThat(options.userSettings()).isEqualTo(Path.of("/x/s.xml"));
        assertThat(options.globalSettings()).contains(Path.of("/x/g.xml"));
        assertThat(options.localRepository()).contains(Path.of("/x/repo"));
    }

    @Test
    void ourOwnVariableAndPropertyNameTheSettingsAndMustExist() throws Exception {
        Properties properties = properties();
        Map<String, String> environment = Map.of(MavenOptions.SETTINGS_VARIABLE, "/none/a.xml");
        assertThat(MavenOptions.of(environment, properties).userSettings()).isEqualTo(Path.of("/none/a.xml"));
        properties.setProperty(MavenOptions.SETTINGS_PROPERTY, "/none/b.xml");
        MavenOptions options = MavenOptions.of(environment, properties);

        assertThat(options.userSettings()).isEqualTo(Path.of("/none/b.xml"));
        assertThatThrownBy(() -> MavenSettings.read(options))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("/none/b.xml cannot be read")
                .hasMessageContaining(MavenOptions.SETTINGS_VARIABLE);
    }

    @Test
    void brokenSettingsAreNamed() throws Exception {
        try (MavenHouse house = new MavenHouse(home)) {
            house.settings("<mirrors><mirror>");

            assertThatThrownBy(() -> MavenSettings.read(house.options()))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("settings cannot be used")
                    .hasMessageContaining(home.resolve(".m2/settings.xml").toString());
        }
    }

    private static List<String> urls(MavenHouse house, Map<String, String> environment) throws ArtifactException {
        return MavenRepositories.of(MavenSettings.read(house.options(environment))).stream()
                .map(RemoteRepository::getUrl)
                .toList();
    }

    private static String profile(String id, String activation, String repository, String url) {
        return "<profile><id>" + id + "</id><activation>" + activation + "</activation><repositories><repository><id>"
                + repository + "</id><url>" + url + "</url></repository></repositories></profile>";
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user.home", home.toString());
        return properties;
    }
}
