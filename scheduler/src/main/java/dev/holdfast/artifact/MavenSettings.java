package dev.holdfast.artifact;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/**
 * The effective Maven settings of this machine: global and user settings merged and interpolated by Maven's own code,
 * passwords decrypted. Holds secrets: never logged, never printed.
 */
final class MavenSettings {

    private static final Logger log = LoggerFactory.getLogger(MavenSettings.class);

    private final Settings settings;
    private final List<Server> servers;
    private final List<Proxy> proxies;
    private final MavenOptions options;

    private MavenSettings(Settings settings, List<Server> servers, List<Proxy> proxies, MavenOptions options) {
        this.settings = settings;
        this.servers = List.copyOf(servers);
        this.proxies = List.copyOf(proxies);
        this.options = options;
    }

    static MavenSettings read(MavenOptions options) throws ArtifactException {
        requireIfNamed(options);
        Settings settings = build(options);
        SettingsDecryptionResult decrypted = decrypt(settings, options);
        return new MavenSettings(settings, decrypted.getServers(), decrypted.getProxies(), options);
    }

    Settings settings() {
        return settings;
    }

    List<Server> servers() {
        return servers;
    }

    List<Proxy> proxies() {
        return proxies;
    }

    Map<String, String> properties() {
        return options.properties();
    }

    boolean offline() {
        return options.offline() || settings.isOffline();
    }

    /** Where Maven keeps what it downloaded: the command line's word, then the settings', then {@code ~/.m2}. */
    Path localRepository() {
        return options.localRepository()
                .or(() -> Optional.ofNullable(settings.getLocalRepository())
                        .filter(text -> !text.isBlank())
                        .map(Path::of))
                .orElse(Path.of(options.properties().getOrDefault("user.home", "."), ".m2", "repository"));
    }

    private static void requireIfNamed(MavenOptions options) throws ArtifactException {
        Path usual = Path.of(options.properties().getOrDefault("user.home", "."), ".m2", "settings.xml");
        if (!options.userSettings().equals(usual) && !Files.isReadable(options.userSettings())) {
            throw new ArtifactException(
                    "the Maven settings file " + options.userSettings() + " cannot be read",
                    "Correct the path given by -s or by " + MavenOptions.SETTINGS_VARIABLE + ", or unset it.");
        }
    }

    private static Settings build(MavenOptions options) throws ArtifactException {
        Properties properties = new Properties();
        options.properties().forEach(properties::setProperty);
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setSystemProperties(properties);
        if (Files.isReadable(options.userSettings())) {
            request.setUserSettingsFile(options.userSettings().toFile());
        }
        options.globalSettings()
                .filter(Files::isReadable)
                .ifPresent(file -> request.setGlobalSettingsFile(file.toFile()));
        try {
            return new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            SettingsProblem first = e.getProblems().get(0);
            throw new ArtifactException(
                    "Maven's settings cannot be used: " + first.getMessage() + " (" + first.getLocation() + ")",
                    "Repair " + first.getSource() + ", or name another file in " + MavenOptions.SETTINGS_VARIABLE + ".",
                    e);
        }
    }

    private static SettingsDecryptionResult decrypt(Settings settings, MavenOptions options) {
        DefaultSecDispatcher dispatcher = new DefaultSecDispatcher(
                new DefaultPlexusCipher(), Map.of(), options.settingsSecurity().toString());
        SettingsDecryptionResult result =
                new DefaultSettingsDecrypter(dispatcher).decrypt(new DefaultSettingsDecryptionRequest(settings));
        // As in Maven, a password that cannot be decrypted matters only if its server is asked and refuses.
        for (SettingsProblem problem : result.getProblems()) {
            log.warn("Maven settings: {}", problem.getMessage());
        }
        return result;
    }
}
