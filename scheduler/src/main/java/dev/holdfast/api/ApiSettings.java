package dev.holdfast.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the API listens, who may use it, and who is told of what happens without asking.
 *
 * @param host address to listen on
 * @param port 0 picks one
 * @param token that requests must carry; must be there unless the host is a loopback address
 * @param webhooks file that names webhooks, if there are any
 * @param allowedHosts names that browsers may reach it by, beside its address and those of loopback
 */
public record ApiSettings(
        String host, int port, Optional<String> token, Optional<Path> webhooks, List<String> allowedHosts) {

    /** Without webhooks, reached by its address only. */
    public ApiSettings(String host, int port, Optional<String> token) {
        this(host, port, token, Optional.empty(), List.of());
    }

    /** Where the API is unless told otherwise. */
    public static final int USUAL_PORT = 4040;

    private static final int SHORTEST_TOKEN = 16;

    public ApiSettings {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** On this machine only, without a token. */
    public static ApiSettings loopback(int port) {
        return new ApiSettings("127.0.0.1", port, Optional.empty());
    }

    /** With the token that a file holds in its first line. */
    public ApiSettings withTokenFile(Path file) throws ApiException {
        return new ApiSettings(host, port, Optional.of(readToken(file)), webhooks, allowedHosts);
    }

    /** Also reached by these names. */
    public ApiSettings withAllowedHosts(List<String> names) {
        return new ApiSettings(host, port, token, webhooks, names);
    }

    /** The token in a file: its first line, at least {@value #SHORTEST_TOKEN} characters. */
    public static String readToken(Path file) throws ApiException {
        try {
            String token = Files.readString(file).lines().findFirst().orElse("").strip();
            if (token.length() < SHORTEST_TOKEN) {
                throw new ApiException(
                        "the token in " + file + " has fewer than " + SHORTEST_TOKEN + " characters",
                        "write a longer one, as from: head -c 32 /dev/urandom | base64 > " + file);
            }
            return token;
        } catch (IOException e) {
            throw new ApiException(
                    "the token file " + file + " cannot be read: " + e.getMessage(),
                    "make one, readable for you only: head -c 32 /dev/urandom | base64 > " + file,
                    e);
        }
    }

    /** Refuses to be open to others without a token. */
    public void check() throws ApiException {
        try {
            if (token.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new ApiException(
                        "the API would be open to everyone who reaches " + host,
                        "give --api-token-file FILE, or listen on 127.0.0.1");
            }
        } catch (UnknownHostException e) {
            throw new ApiException("there is no address for '" + host + "'", "give an address of this machine", e);
        }
    }

    @Override
    public String toString() {
        return "ApiSettings[" + host + ":" + port + "]"; // never the token
    }
}
