package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.discovery.LabelRule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DnsOptionsTest {

    @Command
    private static final class Some {
        @Mixin
        private DnsOptions dns = new DnsOptions();
    }

    private static DnsOptions given(String... arguments) {
        Some some = new Some();
        new CommandLine(some).parseArgs(arguments);
        return some.dns;
    }

    @Test
    void aSchedulerTellsNoNamesUnlessToldWhere() {
        assertThat(given().ofScheduler().listen()).isEmpty();
        assertThat(given("--dns-listen", "off").ofScheduler().listen()).isEmpty();
    }

    @Test
    void upTellsThemAboveItsApiIfThatIsFree() {
        Naming naming = given().ofUp(4140);
        assertThat(naming.listen()).contains(new InetSocketAddress("127.0.0.1", 4153));
        assertThat(naming.asked()).isFalse();
        assertThat(naming.arguments(2))
                .containsExactly(
                        "--dns-listen", "127.0.0.1:4155", "--dns-domain", "mesos", "--dns-ttl", "5", "--dns-if-free");
        assertThat(given("--dns-listen", "off").ofUp(4140).listen()).isEmpty();
        assertThat(given("--dns-listen", "127.0.0.9:53").ofUp(4140).asked()).isTrue();
    }

    @Test
    void anotherProcessIsToldTheSame() {
        Naming naming = given(
                        "--dns-listen",
                        "[::1]:4053",
                        "--dns-domain",
                        "db.example.com.",
                        "--dns-ttl",
                        "0",
                        "--dns-forward",
                        "10.0.0.2",
                        "--dns-rfc952")
                .ofScheduler();
        List<String> arguments = naming.arguments(0);
        assertThat(given(arguments.toArray(String[]::new)).ofScheduler()).isEqualTo(naming);
        assertThat(naming.forward()).contains(new InetSocketAddress("10.0.0.2", 53));
        assertThat(naming.ttl()).isEqualTo(Duration.ZERO);
        assertThat(naming.rule()).isEqualTo(LabelRule.RFC952);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4053", "localhost:53", "10.0.0.9", "10.0.0.9:", "10.0.0.9:99999", "10.0.0.999:53", ":53", "::1"
            })
    void whatIsNoAddressIsRefused(String text) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> given("--dns-listen", text).ofScheduler());
        assertThat(failure.exitCode()).isEqualTo(Exit.USAGE);
        assertThat(failure).hasMessageContaining("'" + text + "' is no address for --dns-listen");
    }

    @ParameterizedTest
    @CsvSource({
        "--dns-domain, me_sos",
        "--dns-domain, ''",
        "--dns-ttl, 4000",
        "--dns-ttl, -1",
        "--dns-forward, 10.0.0.2"
    })
    void whatCannotBeIsRefused(String option, String value) {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> given(option, value).ofScheduler());
        assertThat(failure).isNotNull();
        assertThat(failure.exitCode()).isEqualTo(Exit.USAGE);
        assertThat(failure.remedy()).isNotEmpty();
    }
}
