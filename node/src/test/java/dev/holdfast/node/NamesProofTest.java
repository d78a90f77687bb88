package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamesProofTest {

    private final Map<String, List<String>> answers = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> wanted = new LinkedHashMap<>();

    private InetAddress[] answer(String name) throws UnknownHostException {
        asked.add(name);
        List<InetAddress> found = new ArrayList<>();
        for (String address : answers.getOrDefault(name, List.of())) {
            found.add(InetAddress.getByName(address));
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return found.toArray(InetAddress[]::new);
    }

    private List<String> failures() throws InterruptedException {
        return new NamesProof(this::answer, 0).failures(wanted);
    }

    private void node(String name, String address, String... answered) {
        wanted.put(name, address);
        answers.put(name, List.of(answered));
    }

    @Test
    void namesThatHaveTheVeryAddressesAreFine() throws InterruptedException {
        node("broker-0.o.f.m", "10.0.0.1", "10.0.0.1");
        node("broker-1.o.f.m", "fd00::7", "fd00:0:0:0:0:0:0:7");
        assertThat(failures()).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void itSaysOfEachNameWhatWasAnswered() throws InterruptedException {
        node("broker-0.o.f.m", "10.0.0.1", "10.0.0.9");
        node("broker-1.o.f.m", "10.0.0.2");
        node("broker-2.o.f.m", "10.0.0.3", "10.0.0.3", "10.0.0.4");
        assertThat(failures())
                .containsExactly(
                        "broker-0.o.f.m is answered with 10.0.0.9, not 10.0.0.1",
                        "broker-1.o.f.m is not resolved (its node is at 10.0.0.2)",
                        "broker-2.o.f.m is answered with 10.0.0.3, 10.0.0.4, not 10.0.0.3");
    }

    @Test
    void aResolverThatDoesNotAnswerIsNotAskedForEveryName() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            node("broker-" + i + ".o.f.m", "10.0.0." + i);
        }
        assertThat(failures()).hasSize(4).last().isEqualTo("97 more were not asked for");
        assertThat(asked).hasSize(5);
    }

    @Test
    void whoHasJustMovedIsAskedForAgain() throws InterruptedException {
        wanted.put("broker-0.o.f.m", "10.0.0.1");
        List<String> turns = new ArrayList<>(List.of("10.0.0.9", "10.0.0.1"));
        NamesProof proof = new NamesProof(name -> new InetAddress[] {InetAddress.getByName(turns.remove(0))}, 0);
        assertThat(proof.failures(wanted)).isEmpty();
    }
}
