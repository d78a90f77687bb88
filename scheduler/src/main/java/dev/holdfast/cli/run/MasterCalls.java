package dev.holdfast.cli.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an operator does by hand through a Mesos master's own API, in JSON. */
final class MasterCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI master;
    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    MasterCalls(URI master) {
        this.master = master;
    }

    String drain(String host) throws IOException, InterruptedException {
        call("DRAIN_AGENT", "drain_agent", host);
        return "is drained";
    }

    String reactivate(String host) throws IOException, InterruptedException {
        call("REACTIVATE_AGENT", "reactivate_agent", host);
        return "takes tasks again";
    }

    String gone(String host) throws IOException, InterruptedException {
        call("MARK_AGENT_GONE", "mark_agent_gone", host);
        return "is marked gone";
    }

    /** Adds a maintenance window to the schedule, in place of one that the agent has. */
    String schedule(String host, Instant from, Duration lasts) throws IOException, InterruptedException {
        ObjectNode call = scheduleWithout(host);
        ObjectNode window = ((ArrayNode) call.path("update_maintenance_schedule")
                        .path("schedule")
                        .path("windows"))
                .addObject();
        // Embedded agents have their address for a name.
        window.putArray("machine_ids").addObject().put("hostname", host).put("ip", host);
        ObjectNode unavailability = window.putObject("unavailability");
        unavailability.putObject("start").put("nanoseconds", TimeUnit.SECONDS.toNanos(from.getEpochSecond()));
        unavailability.putObject("duration").put("nanoseconds", lasts.toNanos());
        post(json.writeValueAsString(call));
        return "is to be maintained from " + from.truncatedTo(ChronoUnit.SECONDS) + " to "
                + from.plus(lasts).truncatedTo(ChronoUnit.SECONDS);
    }

    String unschedule(String host) throws IOException, InterruptedException {
        post(json.writeValueAsString(scheduleWithout(host)));
        return "is not to be maintained";
    }

    /** A call that sets the schedule as it is, but without one agent. */
    private ObjectNode scheduleWithout(String host) throws IOException, InterruptedException {
        JsonNode present = json.readTree(post("{\"type\":\"GET_MAINTENANCE_SCHEDULE\"}"));
        ObjectNode call = json.createObjectNode().put("type", "UPDATE_MAINTENANCE_SCHEDULE");
        ArrayNode windows = call.putObject("update_maintenance_schedule")
                .putObject("schedule")
                .putArray("windows");
        for (JsonNode window :
                present.path("get_maintenance_schedule").path("schedule").path("windows")) {
            ObjectNode kept = json.createObjectNode();
            ArrayNode machines = kept.putArray("machine_ids");
            for (JsonNode machine : window.path("machine_ids")) {
                if (!machine.path("hostname").asString("").equals(host)) {
                    machines.add(machine);
                }
            }
            kept.set("unavailability", window.path("unavailability"));
            if (!machines.isEmpty()) {
                windows.add(kept);
            }
        }
        return call;
    }

    private void call(String type, String field, String host) throws IOException, InterruptedException {
        ObjectNode call = json.createObjectNode().put("type", type);
        call.putObject(field).putObject("agent_id").put("value", agentId(host));
        post(json.writeValueAsString(call));
    }

    private String agentId(String host) throws IOException, InterruptedException {
        JsonNode answer = json.readTree(post("{\"type\":\"GET_AGENTS\"}"));
        for (JsonNode agent : answer.path("get_agents").path("agents")) {
            JsonNode info = agent.path("agent_info");
            if (info.path("hostname").asString("").equals(host)) {
                return info.path("id").path("value").asString("");
            }
        }
        throw new IOException("the master knows no agent " + host);
    }

    private String post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.resolve("/api/v1"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException("the master answers " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
