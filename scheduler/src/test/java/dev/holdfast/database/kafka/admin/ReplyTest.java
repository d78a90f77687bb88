package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.kafka.admin.Reply.Kind;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.ReassignmentInProgressException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;

class ReplyTest {

    private static Kind kind(Throwable cause) {
        return Reply.of(new ChoreFailedException(cause)).kind();
    }

    @Test
    void a_refusal_is_told_by_what_the_user_can_do_about_it() {
        assertThat(kind(new InvalidReplicationFactorException("7 of 3"))).isEqualTo(Kind.INVALID);
        assertThat(kind(new InvalidConfigurationException("unknown"))).isEqualTo(Kind.INVALID);
        assertThat(kind(new TopicExistsException("it is there"))).isEqualTo(Kind.CONFLICT);
        assertThat(kind(new ReassignmentInProgressException("it moves"))).isEqualTo(Kind.CONFLICT);
        assertThat(kind(new TopicAuthorizationException("logs"))).isEqualTo(Kind.DENIED);
        assertThat(kind(new NotControllerException("another"))).isEqualTo(Kind.SILENT);
        assertThat(kind(new TimeoutException())).isEqualTo(Kind.SILENT);
        assertThat(Reply.of(ChoreFailedException.noTopic("logs")))
                .isEqualTo(new Reply(Kind.UNKNOWN, "there is no topic 'logs'"));
    }

    @Test
    void changed_quotas_are_said_as_they_were_written() {
        TreeMap<String, String> who = new TreeMap<>();
        who.put("client-id", "app");
        who.put("user", QuotaWork.EVERYONE);
        TreeMap<String, Double> limits = new TreeMap<>();
        limits.put("consumer_byte_rate", -1.0);
        limits.put("producer_byte_rate", 1000.0);
        assertThat(new QuotaWork.Quota(who, limits).changed())
                .isEqualTo("set for client-id=app,user=*: producer_byte_rate;"
                        + " taken off client-id=app,user=*: consumer_byte_rate");
    }
}
