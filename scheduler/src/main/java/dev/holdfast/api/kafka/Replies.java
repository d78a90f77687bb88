package dev.holdfast.api.kafka;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.database.kafka.admin.Reply;

/** What Kafka answered, as it travels: done, or a refusal by its kind. */
final class Replies {

    private Replies() {}

    /** @param remedy what to do where the wish itself was wrong */
    static DoneInfo done(Reply reply, String cluster, String remedy) {
        return switch (reply.kind()) {
            case DONE -> new DoneInfo(reply.text());
            case INVALID -> throw Refused.because(Refused.INVALID, "Kafka refuses: " + reply.text(), remedy);
            case UNKNOWN -> throw Refused.because(Refused.UNKNOWN, reply.text(), "holdfast topics list " + cluster);
            case CONFLICT ->
                throw Refused.because(
                        Refused.CONFLICT,
                        "Kafka refuses: " + reply.text(),
                        "see 'holdfast topics list " + cluster + "' and 'holdfast status " + cluster + "'");
            case DENIED ->
                throw Refused.because(
                        Refused.FORBIDDEN,
                        "Kafka does not let Holdfast do this: " + reply.text(),
                        "give the user that Holdfast connects as the right to do it");
            case SILENT -> throw noAnswer(reply.text(), cluster);
        };
    }

    static Refused noAnswer(String problem, String cluster) {
        return Refused.because(
                Refused.UNAVAILABLE, "Kafka does not answer: " + problem, "see 'holdfast why " + cluster + "'");
    }
}
