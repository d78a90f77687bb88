package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiHouse.Answered;
import dev.holdfast.model.Agent;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditRoutesTest {

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ApiHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    /** Something of ours, of which no record tells, is on the first agent from now on. */
    private void leak(String owner) {
        Agent agent = house.agents.get(0);
        Reservation reservation = new Reservation(
                "holdfast/gone",
                true,
                "",
                new TreeMap<>(Map.of(
                        Labels.OWNER,
                        owner,
                        Labels.CLAIM,
                        "m0-1",
                        Labels.NODE,
                        "gone/broker-1",
                        Labels.GENERATION,
                        "2")));
        Resource leaked =
                Resource.of(Resource.CPUS, Quantity.Amount.of(0.5), "").reserve(reservation);
        house.agents.set(
                0,
                new Agent(
                        agent.id(),
                        agent.hostname(),
                        agent.ip(),
                        agent.port(),
                        agent.attributes(),
                        "",
                        "",
                        agent.total().plus(new Resources(List.of(leaked))),
                        true));
    }

    @Test
    void anAuditTellsWhatIsReservedAndWhatIsNobodys() throws Exception {
        Answered tidy = house.get("/v1/audit");
        assertThat(tidy.status()).isEqualTo(200);
        assertThat(tidy.json().path("leaks")).isEmpty();
        assertThat(tidy.json().path("closed").asString()).isEmpty();
        leak("owner-1");
        Answered answer = house.get("/v1/audit");
        assertThat(answer.json().path("leaks").path(0).path("uid").asString()).isEqualTo("m0-1");
        assertThat(answer.json().path("leaks").path(0).path("generation").asInt())
                .isEqualTo(2);
        assertThat(answer.json().path("leaks").path(0).path("adopt").asString())
                .isEqualTo("there is no cluster 'gone' here");
        assertThat(answer.json()
                        .path("agents")
                        .path(0)
                        .path("reserved")
                        .path("cpus")
                        .asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void aReleaseWantsTheUidOnceMoreAndIsThenWrittenDown() throws Exception {
        leak("owner-1");
        house.get("/v1/audit");
        Answered unconfirmed = house.post("/v1/audit/m0-1/release", "{\"confirmation\":\"yes\"}");
        assertThat(unconfirmed.status()).isEqualTo(400);
        assertThat(unconfirmed.text()).contains("holdfast audit release m0-1 --confirm m0-1");
        Answered released = house.post("/v1/audit/m0-1/release", "{\"confirmation\":\"m0-1\"}");
        assertThat(released.status()).isEqualTo(200);
        assertThat(released.json().path("outcome").asString()).isEqualTo("done");
        Answered answer = house.get("/v1/audit");
        assertThat(answer.json().path("leaks")).isEmpty();
        assertThat(answer.json().path("waiting").path(0).path("why").asString()).contains("a person released it");
        assertThat(house.post("/v1/audit/m0-1/release", "{\"confirmation\":\"m0-1\"}")
                        .json()
                        .path("outcome")
                        .asString())
                .isEqualTo("nothing");
        assertThat(house.state()).contains("surplus/m0-1");
    }

    @Test
    void whatCannotBeAdoptedOrForgottenIsRefusedWithTheReason() throws Exception {
        leak("owner-1");
        house.get("/v1/audit");
        Answered adopted = house.post("/v1/audit/m0-1/adopt", "");
        assertThat(adopted.status()).isEqualTo(409);
        assertThat(adopted.problem()).isEqualTo("there is no cluster 'gone' here");
        assertThat(house.post("/v1/audit/m0-1/forget", "").status()).isEqualTo(404);
        assertThat(house.post("/v1/audit/nothing/adopt", "").status()).isEqualTo(404);
    }

    @Test
    void whatIsAnotherHoldfastsIsNotListedAndCannotBeReleased() throws Exception {
        leak("owner-2");
        assertThat(house.get("/v1/audit").json().path("leaks")).isEmpty();
        assertThat(house.post("/v1/audit/m0-1/release", "{\"confirmation\":\"m0-1\"}")
                        .status())
                .isEqualTo(404);
    }
}
