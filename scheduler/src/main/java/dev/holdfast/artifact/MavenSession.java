package dev.holdfast.artifact;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Server;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.ConservativeAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/** Turns the settings into a session of Maven's resolver, as Maven itself does at its start. */
final class MavenSession {

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int SILENCE_TIMEOUT_MILLIS = 60_000;
    private static final int PARALLEL_DOWNLOADS = 8;

    private MavenSession() {}

    static DefaultRepositorySystemSession open(RepositorySystem system, MavenSettings settings) {
        DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
        session.setOffline(settings.offline());
        session.setMirrorSelector(mirrors(settings));
        session.setProxySelector(proxies(settings));
        session.setAuthenticationSelector(authentications(settings));
        session.setSystemProperties(settings.properties());
        // A failure of an hour ago is no answer for somebody who just repaired the network.
        session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
        session.setConfigProperties(configuration(settings));
        session.setLocalRepositoryManager(system.newLocalRepositoryManager(
                session, new LocalRepository(settings.localRepository().toFile())));
        return session;
    }

    private static Map<String, Object> configuration(MavenSettings settings) {
        Map<String, Object> configuration = new LinkedHashMap<>(settings.properties());
        configuration.put(ConfigurationProperties.USER_AGENT, "Holdfast");
        configuration.put(ConfigurationProperties.INTERACTIVE, false);
        configuration.put(ConfigurationProperties.CONNECT_TIMEOUT, CONNECT_TIMEOUT_MILLIS);
        configuration.put(ConfigurationProperties.REQUEST_TIMEOUT, SILENCE_TIMEOUT_MILLIS);
        configuration.put("aether.connector.basic.threads", PARALLEL_DOWNLOADS);
        // A proxy given to the JVM counts where the settings name none, as with Maven's older transport.
        if (settings.properties().containsKey("http.proxyHost")
                || settings.properties().containsKey("https.proxyHost")) {
            configuration.put("aether.connector.http.useSystemProperties", true);
        }
        for (Server server : settings.servers()) {
            Map<String, String> headers = headers(server);
            if (!headers.isEmpty()) {
                configuration.put(ConfigurationProperties.HTTP_HEADERS + "." + server.getId(), headers);
            }
        }
        return configuration;
    }

    /** Headers a server's configuration asks for, the usual way to hand a token to a company's repository. */
    private static Map<String, String> headers(Server server) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (server.getConfiguration() instanceof Xpp3Dom configuration
                && configuration.getChild("httpHeaders") != null) {
            for (Xpp3Dom property : configuration.getChild("httpHeaders").getChildren("property")) {
                Xpp3Dom name = property.getChild("name");
                Xpp3Dom value = property.getChild("value");
                if (name != null && value != null && name.getValue() != null && value.getValue() != null) {
                    headers.put(name.getValue(), value.getValue());
                }
            }
        }
        return headers;
    }

    private static MirrorSelector mirrors(MavenSettings settings) {
        DefaultMirrorSelector selector = new DefaultMirrorSelector();
        for (Mirror mirror : settings.settings().getMirrors()) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        return selector;
    }

    private static ProxySelector proxies(MavenSettings settings) {
        DefaultProxySelector selector = new DefaultProxySelector();
        for (org.apache.maven.settings.Proxy proxy : settings.proxies()) {
            if (proxy.isActive()) {
                Authentication authentication = new AuthenticationBuilder()
                        .addUsername(proxy.getUsername())
                        .addPassword(proxy.getPassword())
                        .build();
                String type = proxy.getProtocol().toLowerCase(Locale.ROOT);
                selector.add(
                        new Proxy(type, proxy.getHost(), proxy.getPort(), authentication), proxy.getNonProxyHosts());
            }
        }
        return selector;
    }

    private static AuthenticationSelector authentications(MavenSettings settings) {
        DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
        for (Server server : settings.servers()) {
            selector.add(
                    server.getId(),
                    new AuthenticationBuilder()
                            .addUsername(server.getUsername())
                            .addPassword(server.getPassword())
                            .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
                            .build());
        }
        return new ConservativeAuthenticationSelector(selector);
    }
}
