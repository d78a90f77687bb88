package dev.holdfast.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** An answer while it is made. It never becomes longer than who asks can take. */
final class Draft {

    private static final int LONGEST_MESSAGE = 65_535;

    private final Message asked;
    private final Record question;
    private final int limit;
    private final boolean recursion;
    private final List<Record> answers = new ArrayList<>();
    private final List<Record> authority = new ArrayList<>();
    private final List<Record> additional = new ArrayList<>();
    private final List<EDNSOption> options = new ArrayList<>();
    private int rcode = Rcode.NOERROR;
    private boolean authoritative;
    private boolean cut;

    /**
     * @param limit of the answer, in octets
     * @param recursion whether who asks may ask for other names here
     */
    Draft(Message asked, Record question, int limit, boolean recursion) {
        this.asked = asked;
        this.question = question;
        this.limit = limit;
        this.recursion = recursion;
    }

    /** As it was written, capitals and all: who asks may tell by them that it is the answer to its question. */
    Name name() {
        return question.getName();
    }

    int type() {
        return question.getType();
    }

    Draft authoritative() {
        authoritative = true;
        return this;
    }

    void rcode(int code) {
        rcode = code;
    }

    void answer(Record record) {
        answers.add(record);
    }

    void authority(Record record) {
        authority.add(record);
    }

    void additional(Record record) {
        additional.add(record);
    }

    /** An answer with nothing but a reason. */
    Draft failed(int code, Optional<ExtendedErrorCodeOption> why) {
        rcode = code;
        why.ifPresent(options::add);
        return this;
    }

    void pointers(List<Name> hosts, long ttl) {
        authoritative();
        if (type() == Type.PTR || type() == Type.ANY) {
            hosts.stream()
                    .limit(Zone.MOST_RECORDS)
                    .forEach(host -> answer(new PTRRecord(name(), DClass.IN, ttl, host)));
        }
    }

    /** Whether something was left out. */
    boolean isCut() {
        return cut;
    }

    /**
     * What is sent.
     *
     * <p>What does not fit goes in this order: additional records, which who asks can ask for; then answers, as many as must, with the
     * bit that says so. Some are left, since there are those who never ask over TCP.
     */
    byte[] toWire() {
        byte[] whole = message(answers, true).toWire(LONGEST_MESSAGE);
        if (whole.length <= limit) {
            return whole;
        }
        byte[] short1 = message(answers, false).toWire(LONGEST_MESSAGE);
        List<Record> left = answers;
        while (short1.length > limit) {
            cut = true;
            left = left.subList(0, left.size() * 3 / 4);
            if (left.isEmpty()) {
                return message(List.of(), false).toWire(LONGEST_MESSAGE);
            }
            short1 = message(left, false).toWire(LONGEST_MESSAGE);
        }
        return short1;
    }

    private Message message(List<Record> sent, boolean withAdditional) {
        Message message = new Message(asked.getHeader().getID());
        Header header = message.getHeader();
        header.setOpcode(Opcode.QUERY);
        header.setFlag(Flags.QR);
        header.setRcode(rcode & 0xf);
        set(header, Flags.RD, asked.getHeader().getFlag(Flags.RD));
        set(header, Flags.RA, recursion);
        set(header, Flags.AA, authoritative);
        set(header, Flags.TC, cut);
        message.addRecord(question, Section.QUESTION);
        sent.forEach(record -> message.addRecord(record, Section.ANSWER));
        authority.forEach(record -> message.addRecord(record, Section.AUTHORITY));
        if (withAdditional) {
            additional.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
        }
        if (asked.getOPT() != null) {
            message.addRecord(new OPTRecord(Responder.MOST_OVER_UDP, rcode >> 4, 0, 0, options), Section.ADDITIONAL);
        }
        return message;
    }

    private static void set(Header header, int flag, boolean on) {
        if (on) {
            header.setFlag(flag);
        }
    }
}
