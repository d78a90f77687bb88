package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ResponderTest {

    private static final InetAddress OWN = Entries.address("10.0.0.9").orElseThrow();

    private Names.Standing standing = Names.Standing.LEADS;
    private final Names names = new Names(Scene.SETTINGS, () -> standing, () -> 1, () -> 100);
    private final Counts counts = new Counts();
    private final Scene scene = Scene.orders();
    private final Responder responder = new Responder(names, List.of(OWN), false, counts, new Random(1));

    @BeforeEach
    void show() {
        names.see(scene.view());
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    private static Message withOptions(Message query, int size) {
        query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
        return query;
    }

    private Message ask(Message query, boolean udp) {
        return read(responder.respond(query.toWire(), udp, true));
    }

    private Message ask(String name, int type) {
        return ask(query(name, type), true);
    }

    private static Message read(Responder.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Responder.Reply.class);
        try {
            return new Message(((Responder.Reply) outcome).message());
        } catch (IOException e) {
            throw new AssertionError("an answer that cannot be read", e);
        }
    }

    private static List<String> data(Message answer, int section) {
        return answer.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
                .toList();
    }

    @Test
    void aNodesAddress() {
        Message answer = ask("broker-2.orders.holdfast.mesos.", Type.A);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(data(answer, Section.ANSWER)).containsExactly("A 10.0.0.12");
        assertThat(answer.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(5);
    }

    @Test
    void capitalsAreGivenBackAsTheyCame() {
        Message answer = ask("bRoKeR-2.ORDERS.holdFAST.meSos.", Type.A);
        assertThat(data(answer, Section.ANSWER)).containsExactly("A 10.0.0.12");
        assertThat(answer.getQuestion().getName().toString()).isEqualTo("bRoKeR-2.ORDERS.holdFAST.meSos.");
        assertThat(answer.getSection(Section.ANSWER).get(0).getName().toString())
                .isEqualTo("bRoKeR-2.ORDERS.holdFAST.meSos.");
    }

    @Test
    void aNodeWithAnAddressOfSixteenOctets() {
        names.see(scene.node("orders", 2, "ready", "fd00::12").view());
        assertThat(data(ask("broker-2.orders.holdfast.mesos.", Type.AAAA), Section.ANSWER))
                .containsExactly("AAAA fd00:0:0:0:0:0:0:12");
        assertThat(data(ask("broker-2.orders.holdfast.mesos.", Type.A), Section.ANSWER))
                .isEmpty();
    }

    @Test
    void aServiceWithTheAddressesOfItsHosts() {
        Message answer = ask(withOptions(query("_client._tcp.orders.holdfast.mesos.", Type.SRV), 1232), true);
        assertThat(data(answer, Section.ANSWER))
                .containsExactlyInAnyOrder(
                        "SRV 0 1 9092 broker-0.orders.holdfast.mesos.", "SRV 0 1 9092 broker-1.orders.holdfast.mesos.");
        assertThat(data(answer, Section.ADDITIONAL)).containsExactlyInAnyOrder("A 10.0.0.10", "A 10.0.0.11");
    }

    @Test
    void readyNodesComeInEveryOrder() {
        Set<String> first = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            first.add(
                    data(ask("orders.holdfast.mesos.", Type.A), Section.ANSWER).get(0));
        }
        assertThat(first).containsExactly("A 10.0.0.10", "A 10.0.0.11");
    }

    @Test
    void aNameThatIsNotThereIsToldFromOneThatHasNothingOfTheKind() {
        Message none = ask("broker-9.orders.holdfast.mesos.", Type.A);
        assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        Message nothing = ask("orders.holdfast.mesos.", Type.TXT);
        assertThat(nothing.getRcode()).isEqualTo(Rcode.NOERROR);
        for (Message negative : List.of(none, nothing)) {
            assertThat(negative.getSection(Section.ANSWER)).isEmpty();
            Record start = negative.getSection(Section.AUTHORITY).get(0);
            assertThat(start.getType()).isEqualTo(Type.SOA);
            assertThat(start.getTTL()).as("how long that may be kept").isEqualTo(5);
            assertThat(start.rdataToString()).endsWith(" 60 10 600 5");
        }
    }

    @Test
    void theDomainItself() {
        assertThat(data(ask("mesos.", Type.SOA), Section.ANSWER).get(0)).contains("ns1.mesos. root.ns1.mesos. 100 ");
        Message servers = ask("mesos.", Type.NS);
        assertThat(data(servers, Section.ANSWER)).containsExactly("NS ns1.mesos.");
        assertThat(data(servers, Section.ADDITIONAL)).containsExactly("A 10.0.0.9");
        assertThat(data(ask("ns1.mesos.", Type.A), Section.ANSWER)).containsExactly("A 10.0.0.9");
    }

    @Test
    void theReverseOfANodesAddress() {
        assertThat(data(ask("11.0.0.10.in-addr.arpa.", Type.PTR), Section.ANSWER))
                .containsExactly("PTR broker-1.orders.holdfast.mesos.");
        assertThat(ask("99.0.0.10.in-addr.arpa.", Type.PTR).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void anyIsAnsweredWithAsLittleAsCanBe() {
        assertThat(data(ask("orders.holdfast.mesos.", Type.ANY), Section.ANSWER))
                .containsExactly("HINFO \"RFC8482\" \"\"");
        assertThat(ask("nobody.holdfast.mesos.", Type.ANY).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void whatIsNotOursIsRefusedAndSaysWhy() {
        Message answer = ask(withOptions(query("example.com.", Type.A), 1232), true);
        assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(reason(answer)).contains("only names in mesos");
        assertThat(ask("notmesos.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("mesos.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        Message chaos =
                Message.newQuery(Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CH));
        assertThat(ask(chaos, true).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(counts.tally().refused()).isEqualTo(4);
    }

    private static String reason(Message answer) {
        OPTRecord options = java.util.Objects.requireNonNull(answer.getOPT());
        return ((ExtendedErrorCodeOption)
                        options.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0))
                .getText();
    }

    @Test
    void whoDoesNotKnowSaysSoAndDoesNotGuess() {
        standing = Names.Standing.STOPPED;
        Message answer = ask(withOptions(query("broker-0.orders.holdfast.mesos.", Type.A), 1232), true);
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(reason(answer)).contains("this scheduler has stopped");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.NOTIFY, Opcode.UPDATE, Opcode.STATUS})
    void nothingButQuestionsIsAnswered(int opcode) {
        Message message = query("mesos.", Type.SOA);
        message.getHeader().setOpcode(opcode);
        assertThat(ask(message, true).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void anAnswerGetsNone() {
        Message answer = query("orders.holdfast.mesos.", Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThat(responder.respond(answer.toWire(), true, true)).isInstanceOf(Responder.Silence.class);
        assertThat(responder.respond(new byte[11], true, true)).isInstanceOf(Responder.Silence.class);
    }

    @Test
    void aQuestionThatCannotBeReadIsSaidToBeSo() {
        byte[] cut =
                java.util.Arrays.copyOf(query("orders.holdfast.mesos.", Type.A).toWire(), 20);
        assertThat(read(responder.respond(cut, true, true)).getRcode()).isEqualTo(Rcode.FORMERR);
        Message two = query("orders.holdfast.mesos.", Type.A);
        two.addRecord(Record.newRecord(Name.fromConstantString("mesos."), Type.A, DClass.IN), Section.QUESTION);
        assertThat(ask(two, true).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void aLaterVersionOfTheExtensionsIsRefused() {
        Message message = query("orders.holdfast.mesos.", Type.A);
        message.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(ask(message, true).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void anAnswerIsNeverLongerThanWhoAsksCanTake() {
        for (int i = 0; i < 200; i++) {
            scene.node("orders", i, "ready", "10.1." + i / 250 + "." + i % 250);
        }
        names.see(scene.view());
        Message question = query("_client._tcp.orders.holdfast.mesos.", Type.SRV);
        Message plain = ask(question, true);
        assertThat(plain.toWire().length).isLessThanOrEqualTo(512);
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.getSection(Section.ANSWER))
                .as("for those who never ask over TCP")
                .isNotEmpty();

        Message large = ask(withOptions(query("_client._tcp.orders.holdfast.mesos.", Type.SRV), 65_535), true);
        assertThat(large.toWire().length).isLessThanOrEqualTo(1232);
        assertThat(large.getHeader().getFlag(Flags.TC)).isTrue();

        Message whole = ask(question, false);
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(Zone.MOST_RECORDS);
        assertThat(whole.getSection(Section.ADDITIONAL)).hasSize(Zone.MOST_RECORDS);
        assertThat(whole.toWire().length).isLessThan(Responder.MOST_OVER_TCP);
    }

    @Test
    void additionalRecordsGoBeforeAnswersDo() {
        for (int i = 0; i < 8; i++) {
            scene.node("orders", i, "ready", "10.1.0." + i);
        }
        names.see(scene.view());
        Message plain = ask(query("_client._tcp.orders.holdfast.mesos.", Type.SRV), true);
        assertThat(plain.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(plain.getSection(Section.ANSWER)).hasSize(8);
        assertThat(plain.getSection(Section.ADDITIONAL)).isEmpty();
    }

    @Test
    void ofManyNodesEachAnswerHasOthers() {
        for (int i = 0; i < 200; i++) {
            scene.node("orders", i, "ready", "10.1.0." + i);
        }
        names.see(scene.view());
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            seen.addAll(data(ask(query("orders.holdfast.mesos.", Type.A), false), Section.ANSWER));
        }
        assertThat(seen).hasSize(200);
    }
}
