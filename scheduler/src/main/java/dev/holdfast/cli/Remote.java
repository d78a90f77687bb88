package dev.holdfast.cli;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which scheduler a command speaks to. */
public final class Remote {

    /** The scheduler's address, if {@code --api} does not say it. */
    public static final String API_VARIABLE = "HOLDFAST_API";

    /** A file with the token, if {@code --api-token-file} does not name it. */
    public static final String TOKEN_VARIABLE = "HOLDFAST_API_TOKEN_FILE";

    private final Map<String, String> environment;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "The scheduler, or several with commas between. Otherwise $" + API_VARIABLE
                    + ", what `up` started, or http://127.0.0.1:4040.")
    private Optional<String> api = Optional.empty();

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "File with the token. Otherwise $" + TOKEN_VARIABLE + ".")
    private Optional<Path> tokenFile = Optional.empty();

    public Remote() {
        this(System.getenv());
    }

    Remote(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A client for that scheduler. */
    public ApiClient client() {
        return new ApiClient(address(), token());
    }

    /** What this side knows that must be in no file: the token. */
    List<String> secrets() {
        return token().map(List::of).orElse(List.of());
    }

    private String address() {
        return api.or(() -> variable(API_VARIABLE))
                .or(() -> RunFile.in(DataDirectory.usual(environment)).aliveApi())
                .orElse("http://127.0.0.1:" + ApiSettings.USUAL_PORT);
    }

    private Optional<String> token() {
        Optional<Path> file = tokenFile.or(() -> variable(TOKEN_VARIABLE).map(Path::of));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ApiSettings.readToken(file.get()));
        } catch (ApiException e) {
            throw new Failure(Exit.DENIED, String.valueOf(e.getMessage()), e.remedy(), e);
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
