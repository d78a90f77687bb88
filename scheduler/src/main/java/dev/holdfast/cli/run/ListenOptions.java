package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the API listens, and who may use it. */
final class ListenOptions {

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the API (usual: 4040).")
    private int port = ApiSettings.USUAL_PORT;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address of the API (usual: 127.0.0.1). Others only with a token.")
    private String host = "127.0.0.1";

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "File with the token that requests to the API must carry.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            description =
                    "Name that browsers may reach the pages by, beside its address and localhost. May be given more"
                            + " than once.")
    private List<String> allowedHosts = List.of();

    @Option(
            names = "--crate-api-cluster",
            paramLabel = "NAME",
            description = "Cluster that /cluster, as of the original Crate framework, is about (usual: the only one of"
                    + " CrateDB's).")
    private String crateCluster = "";

    @Option(
            names = "--webhook-file",
            paramLabel = "FILE",
            description = "YAML that names webhooks, which are told what happens (see docs/operations.md).")
    private Optional<Path> webhooks = Optional.empty();

    /** Empty for the only one there is. */
    String crateCluster() {
        return crateCluster;
    }

    int port() {
        return port;
    }

    boolean isUsualHost() {
        return host.equals("127.0.0.1");
    }

    boolean hasToken() {
        return tokenFile.isPresent();
    }

    ApiSettings settings() throws ApiException {
        ApiSettings open = new ApiSettings(
                host,
                port,
                Optional.empty(),
                webhooks.map(file -> file.toAbsolutePath().normalize()),
                allowedHosts);
        ApiSettings settings = tokenFile.isPresent() ? open.withTokenFile(tokenFile.get()) : open;
        settings.check();
        return settings;
    }
}
