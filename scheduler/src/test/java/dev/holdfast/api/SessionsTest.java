package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final Optional<String> TOKEN = Optional.of("a-token-of-good-length");

    private final Hand clock = new Hand();

    /** A clock that a test turns. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aSessionEndsByItself() {
        Sessions sessions = new Sessions(TOKEN, clock);
        String shown = sessions.open();
        clock.now = clock.now.plus(Sessions.LONGEST).minusSeconds(1);
        assertThat(sessions.find(shown)).isPresent();
        clock.now = clock.now.plusSeconds(1);
        assertThat(sessions.find(shown)).isEmpty();
    }

    @Test
    void aSessionHoldsAtEverySchedulerWithTheSameTokenAndAtNoOther() {
        String shown = new Sessions(TOKEN, clock).open();
        assertThat(new Sessions(TOKEN, clock).find(shown)).isPresent();
        assertThat(new Sessions(Optional.of("another-token-entirely"), clock).find(shown))
                .isEmpty();
        assertThat(new Sessions(Optional.empty(), clock).find(shown)).isEmpty();
    }

    @Test
    void aFormsTokenIsItsVisitorsAndNoSession() {
        Sessions sessions = new Sessions(TOKEN, clock);
        String name = sessions.name();
        assertThat(Sessions.isName(name)).isTrue();
        assertThat(sessions.isFormToken(sessions.formToken(name), name)).isTrue();
        assertThat(sessions.isFormToken(sessions.formToken(sessions.name()), name))
                .isFalse();
        assertThat(sessions.find(name + "." + Instant.MAX.getEpochSecond() % 1000 + "." + sessions.formToken(name)))
                .isEmpty();
    }

    @Test
    void withoutATokenFormsOfAnotherStartAreNotOurs() {
        Sessions before = new Sessions(Optional.empty(), clock);
        String name = before.name();
        assertThat(new Sessions(Optional.empty(), clock).isFormToken(before.formToken(name), name))
                .isFalse();
    }

    @Test
    void afterAMinuteTriesAreForgottenAndManyAddressesTogetherAreBoundedToo() {
        Tries tries = new Tries(clock);
        for (int i = 0; i < Tries.MOST_OF_ALL; i++) {
            assertThat(tries.mayTry("10.0.0." + i)).isTrue();
            tries.failed("10.0.0." + i);
        }
        assertThat(tries.mayTry("10.0.1.1")).isFalse();
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        assertThat(tries.mayTry("10.0.1.1")).isTrue();
    }
}
