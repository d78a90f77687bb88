package dev.holdfast.engine.hook;

import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * One message to a webhook. It is signed: {@code Holdfast-Signature} is {@code v1=} and the HMAC-SHA256, in hexadecimal, of the
 * timestamp (the header {@code Holdfast-Timestamp}, seconds since 1970), a dot, and the body.
 */
final class HookCall {

    private static final String ALGORITHM = "HmacSHA256";

    private final HttpClient http;
    private final Duration timeout;
    private final Supplier<String> owner;

    HookCall(HttpClient http, Duration timeout, Supplier<String> owner) {
        this.http = http;
        this.timeout = timeout;
        this.owner = owner;
    }

    /** Why it was not taken; empty if it was. */
    Optional<String> send(HookSpec hook, Fact.Told told, Instant now) throws InterruptedException {
        try {
            String body = body(told);
            String timestamp = Long.toString(now.getEpochSecond());
            String secret = Files.readString(hook.secret()).strip();
            HttpRequest request = HttpRequest.newBuilder(hook.url())
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "holdfast")
                    .header("Holdfast-Event", Long.toString(told.number()))
                    .header("Holdfast-Timestamp", timestamp)
                    .header("Holdfast-Signature", "v1=" + signature(secret, timestamp + "." + body))
                    .POST(BodyPublishers.ofString(body))
                    .build();
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? Optional.empty() : Optional.of("it answers " + answer.statusCode());
        } catch (IOException e) {
            String text =
                    Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
            return Optional.of("it does not answer: " + text);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of("nothing can be signed with its secret: " + e.getMessage());
        }
    }

    static String signature(String secret, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String body(Fact.Told told) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", told.number());
        body.put("holdfast", owner.get());
        body.put("at", told.at().toString());
        body.put("cluster", told.cluster().map(ClusterName::value).orElse(""));
        body.put("node", told.node().map(NodeId::shortName).orElse(""));
        body.put("kind", told.kind().word());
        body.put("by", told.by());
        body.put("text", told.text());
        return JsonMapper.shared().writeValueAsString(body);
    }
}
