package dev.holdfast.api;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser sends and keeps, byte by byte, so that tests can also be the pages of other people. */
public final class Browser {

    private final URI at;
    private final Map<String, String> cookies = new TreeMap<>();

    /** Headers that this browser adds to every request; a test may take some away or make them lie. */
    public final Map<String, String> usual = new LinkedHashMap<>();

    public Browser(URI at) {
        this.at = at;
        usual.put("Host", at.getAuthority());
    }

    /** An answer. */
    public record Shown(int status, String head, String body) {

        public Optional<String> header(String name) {
            Matcher line = Pattern.compile("(?im)^" + name + ": (.*?)\\r?$").matcher(head);
            return line.find() ? Optional.of(line.group(1)) : Optional.empty();
        }

        /** Value of a field that is in the page, as its form would send it back. */
        public String hidden(String name) {
            Matcher field = Pattern.compile("name=\"" + Pattern.quote(name) + "\" value=\"([^\"]*)\"")
                    .matcher(body);
            if (!field.find()) {
                throw new AssertionError("no field " + name + " in " + body);
            }
            return field.group(1).replace("&#34;", "\"").replace("&amp;", "&");
        }
    }

    public Shown get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** Sends a form of our own pages, as browsers do. */
    public Shown post(String path, Map<String, String> fields) throws IOException {
        return post(path, fields, "Origin: http://" + at.getAuthority(), "Sec-Fetch-Site: same-origin");
    }

    /** Sends a form from whatever page these headers tell of. */
    public Shown post(String path, Map<String, String> fields, String... headers) throws IOException {
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> pairs.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/x-www-form-urlencoded");
        return send("POST", path, String.join("&", pairs), all.toArray(new String[0]));
    }

    public Shown send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        usual.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!cookies.isEmpty()) {
            List<String> kept = new ArrayList<>();
            cookies.forEach((name, value) -> kept.add(name + "=" + value));
            request.append("Cookie: ").append(String.join("; ", kept)).append("\r\n");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        request.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.toString().getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
            return keep(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Shown keep(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, end);
        Matcher cookie = Pattern.compile("(?im)^Set-Cookie: ([^=]+)=([^;\\r]*)").matcher(head);
        while (cookie.find()) {
            if (cookie.group(2).isEmpty()) {
                cookies.remove(cookie.group(1));
            } else {
                cookies.put(cookie.group(1), cookie.group(2));
            }
        }
        return new Shown(Integer.parseInt(head.substring(9, 12)), head, answer.substring(end + 4));
    }

    /** What it keeps under a name; empty if nothing. */
    public String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    /** As a thief would bring it along. */
    public void take(String name, String value) {
        cookies.put(name, value);
    }
}
