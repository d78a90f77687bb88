package dev.holdfast.discovery;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
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

/**
 * Turns a query into an answer. No I/O; any thread.
 *
 * <ol>
 *   <li>What is no query gets no answer at all, so that two servers never talk to each other; what cannot be read is said to be so
 *       from its first twelve octets, without looking at the rest.
 *   <li>A name of the domain is answered from the table, and nobody else is asked.
 *   <li>The reverse of an address where nodes are is answered from the table, too.
 *   <li>Everything else is forwarded, if there is where to, and the query may be; else it is refused.
 * </ol>
 */
final class Responder {

    /** Of a query or an answer without EDNS over UDP (RFC 1035). */
    static final int PLAIN = 512;

    /** Of an answer over UDP, whatever who asks could take: what no network breaks into pieces. */
    static final int MOST_OVER_UDP = 1232;

    /** Of an answer over TCP. */
    static final int MOST_OVER_TCP = 16_384;

    /** A query is one question and a few options. */
    static final int LONGEST_QUERY = 4_096;

    private static final int HEADER = 12;
    private static final int QR = 0x80;
    private static final int MOST_EXTRAS = 4;

    private final Names names;
    private final List<InetAddress> ownAddresses;
    private final boolean forwards;
    private final Counts counts;
    private final RandomGenerator random;

    /**
     * @param ownAddresses where the server itself is
     * @param forwards whether there is where to
     */
    Responder(Names names, List<InetAddress> ownAddresses, boolean forwards, Counts counts, RandomGenerator random) {
        this.names = names;
        this.ownAddresses = List.copyOf(ownAddresses);
        this.forwards = forwards;
        this.counts = counts;
        this.random = random;
    }

    /** What is to be done with a query. */
    sealed interface Outcome {}

    /** Nothing is sent. */
    record Silence() implements Outcome {}

    /** An answer, as it is sent. */
    static final class Reply implements Outcome {

        private final byte[] message;

        Reply(byte[] message) {
            this.message = message;
        }

        byte[] message() {
            return message;
        }
    }

    /** Somebody else may know. */
    record Elsewhere(Message query) implements Outcome {}

    /** @param trusted whether who asks may have something forwarded */
    Outcome respond(byte[] query, boolean udp, boolean trusted) {
        counts.queries.increment();
        if (query.length < HEADER || (query[2] & QR) != 0) {
            counts.dropped.increment();
            return new Silence();
        }
        int opcode = query[2] >> 3 & 0xf;
        if (opcode != Opcode.QUERY) {
            counts.refused.increment();
            return new Reply(bare(query, Rcode.NOTIMP));
        }
        if (count(query, 4) != 1 || count(query, 6) != 0 || count(query, 8) != 0 || count(query, 10) > MOST_EXTRAS) {
            return malformed(query);
        }
        Message asked;
        try {
            asked = new Message(query);
        } catch (IOException | RuntimeException e) { // the library meets things in a packet that it does not expect
            return malformed(query);
        }
        try {
            return respond(asked, query, udp, trusted);
        } catch (RuntimeException e) {
            counts.malformed.increment();
            return new Reply(bare(query, Rcode.SERVFAIL));
        }
    }

    private Outcome malformed(byte[] query) {
        counts.malformed.increment();
        return new Reply(bare(query, Rcode.FORMERR));
    }

    private Outcome respond(Message asked, byte[] query, boolean udp, boolean trusted) {
        Record question = asked.getQuestion();
        if (question == null
                || asked.getSection(Section.ADDITIONAL).stream()
                                .filter(record -> record.getType() == Type.OPT)
                                .count()
                        > 1) {
            return malformed(query);
        }
        OPTRecord options = asked.getOPT();
        Draft draft = new Draft(asked, question, limit(options, udp), trusted && forwards);
        if (options != null && options.getVersion() > 0) {
            counts.refused.increment();
            return reply(draft.failed(Rcode.BADVERS, Optional.empty()));
        }
        if (asked.getTSIG() != null) {
            return refused(draft, Rcode.NOTAUTH, ExtendedErrorCodeOption.NOT_SUPPORTED, "no keys are known here");
        }
        if (question.getDClass() != DClass.IN || isTransfer(question.getType())) {
            return refused(
                    draft, Rcode.REFUSED, ExtendedErrorCodeOption.NOT_SUPPORTED, "only single questions of class IN");
        }
        Names.Knowledge knowledge = names.now();
        Name domain = Entries.name(names.settings().domain()).orElse(Name.root);
        if (question.getName().subdomain(domain)) {
            return knowledge instanceof Names.Known known ? ofZone(draft, known) : unknown(draft, knowledge);
        }
        if (knowledge instanceof Names.Known known && isReverse(question.getName())) {
            List<Name> there = known.table().at(question.getName());
            if (!there.isEmpty()) {
                return ofReverse(draft, known, there);
            }
        }
        if (forwards && trusted && asked.getHeader().getFlag(Flags.RD)) {
            return new Elsewhere(asked);
        }
        return refused(
                draft,
                Rcode.REFUSED,
                ExtendedErrorCodeOption.NOT_AUTHORITATIVE,
                "only names in " + names.settings().domain() + " are answered here");
    }

    private Outcome ofZone(Draft draft, Names.Known known) {
        Zone zone = new Zone(known.table(), names.settings(), known.ttlSeconds(), ownAddresses, random);
        boolean exists = zone.answer(draft);
        (exists ? counts.answered : counts.noSuchName).increment();
        return reply(draft);
    }

    private Outcome ofReverse(Draft draft, Names.Known known, List<Name> there) {
        draft.pointers(there, known.ttlSeconds());
        counts.answered.increment();
        return reply(draft);
    }

    private Outcome unknown(Draft draft, Names.Knowledge knowledge) {
        counts.unknown.increment();
        String why = knowledge instanceof Names.Unknown unknown ? unknown.why() : "";
        return reply(draft.failed(
                Rcode.SERVFAIL, Optional.of(new ExtendedErrorCodeOption(ExtendedErrorCodeOption.NOT_READY, why))));
    }

    private Outcome refused(Draft draft, int rcode, int code, String why) {
        counts.refused.increment();
        return reply(draft.failed(rcode, Optional.of(new ExtendedErrorCodeOption(code, why))));
    }

    private Outcome reply(Draft draft) {
        byte[] message = draft.toWire();
        if (draft.isCut()) {
            counts.truncated.increment();
        }
        return new Reply(message);
    }

    /** An answer without anything in it, that only says: ask again over TCP. */
    static byte[] truncated(byte[] query) {
        byte[] answer = bare(query, Rcode.NOERROR);
        answer[2] |= 0x02;
        return answer;
    }

    /** An answer that has only a header, made of the query's. */
    static byte[] bare(byte[] query, int rcode) {
        byte[] answer = Arrays.copyOf(query, HEADER);
        answer[2] = (byte) (QR | (query[2] & 0x79)); // opcode and RD are given back
        answer[3] = (byte) (rcode & 0xf);
        Arrays.fill(answer, 4, HEADER, (byte) 0);
        return answer;
    }

    private static int count(byte[] message, int at) {
        return (message[at] & 0xff) << 8 | (message[at + 1] & 0xff);
    }

    private static int limit(@org.jspecify.annotations.Nullable OPTRecord options, boolean udp) {
        if (!udp) {
            return MOST_OVER_TCP;
        }
        return options == null ? PLAIN : Math.min(MOST_OVER_UDP, Math.max(PLAIN, options.getPayloadSize()));
    }

    private static boolean isTransfer(int type) {
        return type == Type.AXFR || type == Type.IXFR || type == Type.MAILA || type == Type.MAILB;
    }

    private static boolean isReverse(Name name) {
        return name.subdomain(REVERSE_4) || name.subdomain(REVERSE_6);
    }

    private static final Name REVERSE_4 = Name.fromConstantString("in-addr.arpa.");
    private static final Name REVERSE_6 = Name.fromConstantString("ip6.arpa.");

    /** Whether a packet may come from a network that is ours: where answers that others gave may go. */
    static boolean isNear(InetAddress from) {
        boolean unique = !(from instanceof Inet4Address) && (from.getAddress()[0] & 0xfe) == 0xfc;
        return from.isLoopbackAddress() || from.isSiteLocalAddress() || from.isLinkLocalAddress() || unique;
    }
}
