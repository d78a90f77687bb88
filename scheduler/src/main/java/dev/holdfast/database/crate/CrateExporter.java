package dev.holdfast.database.crate;

/**
 * What the exporter beside a node tells of CrateDB, and by which names: its rules, rendered at launch. Nothing by table or shard.
 */
final class CrateExporter {

    /** Everything else that CrateDB offers through JMX is left out. */
    static final String RULES = """
            lowercaseOutputName: true
            lowercaseOutputLabelNames: true
            includeObjectNames:
              - 'io.crate.monitoring:*'
            rules:
              - pattern: 'io.crate.monitoring<type=QueryStats><>(Select|Insert|Update|Delete|Management|DDL|Copy)QueryTotalCount'
                name: crate_queries_total
                type: COUNTER
                help: Statements, by kind
                labels: { kind: '$1' }
              - pattern: 'io.crate.monitoring<type=QueryStats><>(Select|Insert|Update|Delete|Management|DDL|Copy)QueryFailedCount'
                name: crate_query_failures_total
                type: COUNTER
                help: Statements that failed, by kind
                labels: { kind: '$1' }
              - pattern: 'io.crate.monitoring<type=QueryStats><>(Select|Insert|Update|Delete|Management|DDL|Copy)QuerySumOfDurations'
                name: crate_query_seconds_total
                type: COUNTER
                help: Time of statements, by kind
                valueFactor: 0.001
                labels: { kind: '$1' }
              - pattern: 'io.crate.monitoring<type=NodeStatus><>Ready'
                name: crate_node_ready
                type: GAUGE
                help: 1 once the node answers statements
              - pattern: 'io.crate.monitoring<type=NodeInfo><>ClusterStateVersion'
                name: crate_cluster_state_version
                type: GAUGE
                help: Version of the cluster state that the node has
              - pattern: 'io.crate.monitoring<type=NodeInfo><ShardStats>primaries'
                name: crate_shards_primaries
                type: GAUGE
                help: Primaries here
              - pattern: 'io.crate.monitoring<type=NodeInfo><ShardStats>replicas'
                name: crate_shards_replicas
                type: GAUGE
                help: Replicas here
              - pattern: 'io.crate.monitoring<type=NodeInfo><ShardStats>total'
                name: crate_shards_copies
                type: GAUGE
                help: Copies of shards here
              - pattern: 'io.crate.monitoring<type=NodeInfo><ShardStats>unassigned'
                name: crate_shards_unassigned
                type: GAUGE
                help: Copies without a place, told by the master
              - pattern: 'io.crate.monitoring<type=Connections><>HttpOpen'
                name: crate_connections_open
                type: GAUGE
                help: Connections that are open
                labels: { protocol: 'http' }
              - pattern: 'io.crate.monitoring<type=Connections><>HttpTotal'
                name: crate_connections_total
                type: COUNTER
                help: Connections ever opened
                labels: { protocol: 'http' }
              - pattern: 'io.crate.monitoring<type=Connections><>PsqlOpen'
                name: crate_connections_open
                type: GAUGE
                help: Connections that are open
                labels: { protocol: 'psql' }
              - pattern: 'io.crate.monitoring<type=Connections><>PsqlTotal'
                name: crate_connections_total
                type: COUNTER
                help: Connections ever opened
                labels: { protocol: 'psql' }
              - pattern: 'io.crate.monitoring<type=Connections><>TransportOpen'
                name: crate_connections_open
                type: GAUGE
                help: Connections that are open
                labels: { protocol: 'transport' }
              - pattern: 'io.crate.monitoring<type=Connections><>TransportTotal'
                name: crate_connections_total
                type: COUNTER
                help: Connections ever opened
                labels: { protocol: 'transport' }
              - pattern: 'io.crate.monitoring<type=ThreadPools><(\\w+)>active'
                name: crate_thread_pool_active
                type: GAUGE
                help: Threads at work
                labels: { pool: '$1' }
              - pattern: 'io.crate.monitoring<type=ThreadPools><(\\w+)>queueSize'
                name: crate_thread_pool_queue_tasks
                type: GAUGE
                help: Tasks that wait
                labels: { pool: '$1' }
              - pattern: 'io.crate.monitoring<type=ThreadPools><(\\w+)>completed'
                name: crate_thread_pool_completed_total
                type: COUNTER
                help: Tasks done
                labels: { pool: '$1' }
              - pattern: 'io.crate.monitoring<type=ThreadPools><(\\w+)>rejected'
                name: crate_thread_pool_rejected_total
                type: COUNTER
                help: Tasks refused because too many waited
                labels: { pool: '$1' }
              - pattern: 'io.crate.monitoring<type=CircuitBreakers><(Parent|Query|Request|InFlightRequests|JobsLog|OperationsLog)>limit'
                name: crate_circuit_breaker_limit_bytes
                type: GAUGE
                help: What it lets be used
                labels: { breaker: '$1' }
              - pattern: 'io.crate.monitoring<type=CircuitBreakers><(Parent|Query|Request|InFlightRequests|JobsLog|OperationsLog)>used'
                name: crate_circuit_breaker_used_bytes
                type: GAUGE
                help: What is used
                labels: { breaker: '$1' }
              - pattern: 'io.crate.monitoring<type=CircuitBreakers><(Parent|Query|Request|InFlightRequests|JobsLog|OperationsLog)>trippedCount'
                name: crate_circuit_breaker_trips_total
                type: COUNTER
                help: Statements it has stopped
                labels: { breaker: '$1' }
            """;

    private CrateExporter() {}
}
