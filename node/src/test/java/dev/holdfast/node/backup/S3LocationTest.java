package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3LocationTest {

    @Test
    void a_location_says_bucket_prefix_endpoint_and_region() {
        assertThat(S3Location.parse("s3://backups/rings/old/?endpoint=https://store.example:9000/&region=eu-1"))
                .isEqualTo(new S3Location("backups", "rings/old", URI.create("https://store.example:9000"), "eu-1"));
    }

    @Test
    void without_an_endpoint_it_is_amazons_of_the_region() {
        assertThat(S3Location.parse("s3://backups?region=eu-west-1"))
                .isEqualTo(
                        new S3Location("backups", "", URI.create("https://s3.eu-west-1.amazonaws.com"), "eu-west-1"));
        assertThat(S3Location.parse("s3://backups").key("a/b")).isEqualTo("a/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/mnt/backups | is not of the form",
                "s3:///prefix | is no name of a bucket",
                "s3://b | is no name of a bucket",
                "s3://backups/a/../b | cannot be a prefix",
                "s3://backups?endpoint=ftp://host | is no plain address",
                "s3://backups?endpoint=https://me:secret@host | is no plain address",
                "s3://backups?region=a/b | is no region",
                "s3://backups?key=abc | means nothing here",
                "s3://backups?region | is not of the form key=value"
            })
    void what_is_no_location_is_refused(String text, String why) {
        assertThatThrownBy(() -> S3Location.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
