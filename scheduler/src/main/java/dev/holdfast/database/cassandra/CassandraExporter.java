package dev.holdfast.database.cassandra;

/**
 * What the exporter beside a node tells of Cassandra, and by which names: its rules, rendered at launch. Nothing by table, for there may be thousands.
 */
final class CassandraExporter {

    /** Everything else that Cassandra offers through JMX is left out. */
    static final String RULES = """
            lowercaseOutputName: true
            lowercaseOutputLabelNames: true
            includeObjectNames:
              - 'org.apache.cassandra.metrics:type=ClientRequest,*'
              - 'org.apache.cassandra.metrics:type=Storage,*'
              - 'org.apache.cassandra.metrics:type=Compaction,*'
              - 'org.apache.cassandra.metrics:type=ThreadPools,*'
              - 'org.apache.cassandra.metrics:type=DroppedMessage,*'
              - 'org.apache.cassandra.metrics:type=CommitLog,*'
              - 'org.apache.cassandra.metrics:type=Client,*'
              - 'org.apache.cassandra.metrics:type=Cache,*'
              - 'org.apache.cassandra.metrics:type=Keyspace,name=LiveDiskSpaceUsed,*'
              - 'org.apache.cassandra.metrics:type=keyspace,name=LiveDiskSpaceUsed,*'
              - 'org.apache.cassandra.net:type=FailureDetector'
            rules:
              - pattern: 'org.apache.cassandra.metrics<type=ClientRequest, scope=(Read|Write|RangeSlice|CASRead|CASWrite), name=Latency><>(50|95|99)thPercentile'
                name: cassandra_client_request_seconds
                type: GAUGE
                help: Time of a client request, of the newest ones
                valueFactor: 0.000001
                labels: { request: '$1', quantile: '0.$2' }
              - pattern: 'org.apache.cassandra.metrics<type=ClientRequest, scope=(Read|Write|RangeSlice|CASRead|CASWrite), name=Latency><>Count'
                name: cassandra_client_requests_total
                type: COUNTER
                help: Requests of clients, by kind
                labels: { request: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=ClientRequest, scope=(Read|Write|RangeSlice|CASRead|CASWrite), name=Timeouts><>Count'
                name: cassandra_client_request_timeouts_total
                type: COUNTER
                help: Requests that too few copies answered in time
                labels: { request: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=ClientRequest, scope=(Read|Write|RangeSlice|CASRead|CASWrite), name=Unavailables><>Count'
                name: cassandra_client_request_unavailables_total
                type: COUNTER
                help: Requests refused because too few copies were up
                labels: { request: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=ClientRequest, scope=(Read|Write|RangeSlice|CASRead|CASWrite), name=Failures><>Count'
                name: cassandra_client_request_failures_total
                type: COUNTER
                help: Requests that failed
                labels: { request: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=Storage, name=Load><>Count'
                name: cassandra_storage_load_bytes
                type: GAUGE
                help: Live data on disk
              - pattern: 'org.apache.cassandra.metrics<type=Storage, name=Exceptions><>Count'
                name: cassandra_storage_exceptions_total
                type: COUNTER
                help: Errors nobody caught
              - pattern: 'org.apache.cassandra.metrics<type=Storage, name=TotalHints><>Count'
                name: cassandra_storage_hints_total
                type: COUNTER
                help: Writes kept for nodes that are away
              - pattern: 'org.apache.cassandra.metrics<type=Storage, name=TotalHintsInProgress><>Count'
                name: cassandra_storage_hints_in_progress
                type: GAUGE
                help: Hints being written now
              - pattern: 'org.apache.cassandra.metrics<type=Compaction, name=PendingTasks><>Value'
                name: cassandra_compaction_pending_tasks
                type: GAUGE
                help: Compactions that wait, as estimated
              - pattern: 'org.apache.cassandra.metrics<type=Compaction, name=CompletedTasks><>Value'
                name: cassandra_compaction_completed_tasks_total
                type: COUNTER
                help: Compactions done
              - pattern: 'org.apache.cassandra.metrics<type=Compaction, name=BytesCompacted><>Count'
                name: cassandra_compaction_bytes_total
                type: COUNTER
                help: Bytes compacted
              - pattern: 'org.apache.cassandra.metrics<type=ThreadPools, path=(.+), scope=(.+), name=PendingTasks><>Value'
                name: cassandra_thread_pool_pending_tasks
                type: GAUGE
                help: Tasks that wait for a thread
                labels: { pool: '$2' }
              - pattern: 'org.apache.cassandra.metrics<type=ThreadPools, path=(.+), scope=(.+), name=ActiveTasks><>Value'
                name: cassandra_thread_pool_active_tasks
                type: GAUGE
                help: Tasks under way
                labels: { pool: '$2' }
              - pattern: 'org.apache.cassandra.metrics<type=DroppedMessage, scope=(.+), name=Dropped><>Count'
                name: cassandra_dropped_messages_total
                type: COUNTER
                help: Messages given up because they came too late
                labels: { message: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=CommitLog, name=TotalCommitLogSize><>Value'
                name: cassandra_commit_log_bytes
                type: GAUGE
                help: Size of the commit log
              - pattern: 'org.apache.cassandra.metrics<type=CommitLog, name=PendingTasks><>Value'
                name: cassandra_commit_log_pending_tasks
                type: GAUGE
                help: Writes to the commit log that wait
              - pattern: 'org.apache.cassandra.metrics<type=Client, name=connectedNativeClients><>Value'
                name: cassandra_clients
                type: GAUGE
                help: Connections of clients
              - pattern: 'org.apache.cassandra.metrics<type=Cache, scope=(.+), name=HitRate><>Value'
                name: cassandra_cache_hit_ratio
                type: GAUGE
                help: Share of look-ups that found it
                labels: { cache: '$1' }
              - pattern: 'org.apache.cassandra.metrics<type=[Kk]eyspace, keyspace=(.+), name=LiveDiskSpaceUsed><>Value'
                name: cassandra_keyspace_live_bytes
                type: GAUGE
                help: Live data of a keyspace here
                labels: { keyspace: '$1' }
              - pattern: 'org.apache.cassandra.net<type=FailureDetector><>DownEndpointCount'
                name: cassandra_endpoints_down
                type: GAUGE
                help: Members that this node calls down
              - pattern: 'org.apache.cassandra.net<type=FailureDetector><>UpEndpointCount'
                name: cassandra_endpoints_up
                type: GAUGE
                help: Members that this node calls up
            """;

    private CassandraExporter() {}
}
