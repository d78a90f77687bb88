package dev.holdfast.database.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CqlTalkTest {

    @Test
    void whatChangesTheSchemaIsKnownBehindBlanksAndComments() {
        assertThat(CqlTalk.changesSchema("create table t (id int primary key)")).isTrue();
        assertThat(CqlTalk.changesSchema("\n -- a table\n /* of\n ours */ DROP TABLE t"))
                .isTrue();
        assertThat(CqlTalk.changesSchema("Alter keyspace k with durable_writes = true"))
                .isTrue();
    }

    @Test
    void whatReadsOrWritesIsNotWaitedFor() {
        assertThat(CqlTalk.changesSchema("select * from created")).isFalse();
        assertThat(CqlTalk.changesSchema("insert into t (id) values (1) -- create"))
                .isFalse();
        assertThat(CqlTalk.changesSchema("creation")).isFalse();
    }
}
