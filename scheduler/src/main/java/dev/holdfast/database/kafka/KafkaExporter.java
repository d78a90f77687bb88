package dev.holdfast.database.kafka;

/**
 * What the exporter beside a node tells of Kafka, and by which names: its rules, rendered at launch. Nothing by topic or partition, for there may be tens of
 * thousands.
 */
final class KafkaExporter {

    /** Everything else that Kafka offers through JMX is left out. */
    static final String RULES = """
            lowercaseOutputName: true
            lowercaseOutputLabelNames: true
            includeObjectNames:
              - 'kafka.server:type=BrokerTopicMetrics,name=*'
              - 'kafka.server:type=ReplicaManager,name=*'
              - 'kafka.server:type=ReplicaFetcherManager,name=MaxLag,clientId=Replica'
              - 'kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent'
              - 'kafka.server:type=KafkaServer,name=BrokerState'
              - 'kafka.server:type=raft-metrics'
              - 'kafka.network:type=SocketServer,name=NetworkProcessorAvgIdlePercent'
              - 'kafka.network:type=RequestChannel,name=RequestQueueSize'
              - 'kafka.network:type=RequestMetrics,name=TotalTimeMs,request=Produce'
              - 'kafka.network:type=RequestMetrics,name=TotalTimeMs,request=FetchConsumer'
              - 'kafka.network:type=RequestMetrics,name=TotalTimeMs,request=FetchFollower'
              - 'kafka.log:type=LogManager,name=OfflineLogDirectoryCount'
              - 'kafka.log:type=LogFlushStats,name=LogFlushRateAndTimeMs'
              - 'kafka.controller:type=KafkaController,name=*'
            rules:
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec><>Count'
                name: kafka_server_messages_in_total
                type: COUNTER
                help: Records that came in
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec><>Count'
                name: kafka_server_bytes_in_total
                type: COUNTER
                help: Bytes that came in from producers
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=BytesOutPerSec><>Count'
                name: kafka_server_bytes_out_total
                type: COUNTER
                help: Bytes that went out to consumers
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=ReplicationBytesInPerSec><>Count'
                name: kafka_server_replication_bytes_in_total
                type: COUNTER
                help: Bytes copied from other brokers
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=ReplicationBytesOutPerSec><>Count'
                name: kafka_server_replication_bytes_out_total
                type: COUNTER
                help: Bytes copied to other brokers
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=FailedProduceRequestsPerSec><>Count'
                name: kafka_server_failed_produce_requests_total
                type: COUNTER
                help: Requests to write that failed
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=FailedFetchRequestsPerSec><>Count'
                name: kafka_server_failed_fetch_requests_total
                type: COUNTER
                help: Requests to read that failed
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=TotalProduceRequestsPerSec><>Count'
                name: kafka_server_produce_requests_total
                type: COUNTER
                help: Requests to write
              - pattern: 'kafka.server<type=BrokerTopicMetrics, name=TotalFetchRequestsPerSec><>Count'
                name: kafka_server_fetch_requests_total
                type: COUNTER
                help: Requests to read
              - pattern: 'kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value'
                name: kafka_server_under_replicated_partitions
                type: GAUGE
                help: Partitions led here with fewer copies in sync than they have
              - pattern: 'kafka.server<type=ReplicaManager, name=UnderMinIsrPartitionCount><>Value'
                name: kafka_server_under_min_isr_partitions
                type: GAUGE
                help: Partitions led here that refuse acks=all
              - pattern: 'kafka.server<type=ReplicaManager, name=AtMinIsrPartitionCount><>Value'
                name: kafka_server_at_min_isr_partitions
                type: GAUGE
                help: Partitions led here that cannot lose one more copy
              - pattern: 'kafka.server<type=ReplicaManager, name=OfflineReplicaCount><>Value'
                name: kafka_server_offline_replicas
                type: GAUGE
                help: Copies here on a disk that failed
              - pattern: 'kafka.server<type=ReplicaManager, name=PartitionCount><>Value'
                name: kafka_server_partitions
                type: GAUGE
                help: Copies of partitions here
              - pattern: 'kafka.server<type=ReplicaManager, name=LeaderCount><>Value'
                name: kafka_server_leaders
                type: GAUGE
                help: Partitions led here
              - pattern: 'kafka.server<type=ReplicaManager, name=IsrShrinksPerSec><>Count'
                name: kafka_server_isr_shrinks_total
                type: COUNTER
                help: Copies that fell out of sync
              - pattern: 'kafka.server<type=ReplicaManager, name=IsrExpandsPerSec><>Count'
                name: kafka_server_isr_expands_total
                type: COUNTER
                help: Copies that came into sync
              - pattern: 'kafka.server<type=ReplicaFetcherManager, name=MaxLag, clientId=Replica><>Value'
                name: kafka_server_replica_max_lag_records
                type: GAUGE
                help: Records that the copy furthest behind lacks
              - pattern: 'kafka.server<type=KafkaRequestHandlerPool, name=RequestHandlerAvgIdlePercent><>OneMinuteRate'
                name: kafka_server_request_handler_idle_ratio
                type: GAUGE
                help: Share of the last minute that request handlers were idle
              - pattern: 'kafka.server<type=KafkaServer, name=BrokerState><>Value'
                name: kafka_server_broker_state
                type: GAUGE
                help: 3 is running
              - pattern: 'kafka.network<type=SocketServer, name=NetworkProcessorAvgIdlePercent><>Value'
                name: kafka_network_processor_idle_ratio
                type: GAUGE
                help: Share of time that network threads are idle
              - pattern: 'kafka.network<type=RequestChannel, name=RequestQueueSize><>Value'
                name: kafka_network_request_queue_requests
                type: GAUGE
                help: Requests that wait for a handler
              - pattern: 'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=(.+)><>(50|95|99)thPercentile'
                name: kafka_network_request_seconds
                type: GAUGE
                help: Time of a request, of the newest ones
                valueFactor: 0.001
                labels: { request: '$1', quantile: '0.$2' }
              - pattern: 'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=(.+)><>Count'
                name: kafka_network_requests_total
                type: COUNTER
                help: Requests, by kind
                labels: { request: '$1' }
              - pattern: 'kafka.log<type=LogManager, name=OfflineLogDirectoryCount><>Value'
                name: kafka_log_offline_directories
                type: GAUGE
                help: Directories on a disk that failed
              - pattern: 'kafka.log<type=LogFlushStats, name=LogFlushRateAndTimeMs><>Count'
                name: kafka_log_flushes_total
                type: COUNTER
                help: Times that logs were forced to disk
              - pattern: 'kafka.log<type=LogFlushStats, name=LogFlushRateAndTimeMs><>99thPercentile'
                name: kafka_log_flush_p99_seconds
                type: GAUGE
                help: Time that takes, 99th percentile
                valueFactor: 0.001
              - pattern: 'kafka.controller<type=KafkaController, name=ActiveControllerCount><>Value'
                name: kafka_controller_active
                type: GAUGE
                help: 1 for the controller that leads
              - pattern: 'kafka.controller<type=KafkaController, name=OfflinePartitionsCount><>Value'
                name: kafka_controller_offline_partitions
                type: GAUGE
                help: Partitions without a leader, as the leading controller sees it
              - pattern: 'kafka.controller<type=KafkaController, name=PreferredReplicaImbalanceCount><>Value'
                name: kafka_controller_misplaced_leaders
                type: GAUGE
                help: Partitions not led by their preferred broker
              - pattern: 'kafka.controller<type=KafkaController, name=GlobalTopicCount><>Value'
                name: kafka_controller_topics
                type: GAUGE
                help: Topics
              - pattern: 'kafka.controller<type=KafkaController, name=GlobalPartitionCount><>Value'
                name: kafka_controller_partitions
                type: GAUGE
                help: Partitions
              - pattern: 'kafka.controller<type=KafkaController, name=FencedBrokerCount><>Value'
                name: kafka_controller_fenced_brokers
                type: GAUGE
                help: Brokers registered and not taking part
              - pattern: 'kafka.controller<type=KafkaController, name=ActiveBrokerCount><>Value'
                name: kafka_controller_active_brokers
                type: GAUGE
                help: Brokers that take part
              - pattern: 'kafka.server<type=raft-metrics><>current-epoch'
                name: kafka_raft_current_epoch
                type: GAUGE
                help: Rises with each election
              - pattern: 'kafka.server<type=raft-metrics><>current-leader'
                name: kafka_raft_current_leader
                type: GAUGE
                help: Id of the controller that leads, -1 for none
              - pattern: 'kafka.server<type=raft-metrics><>high-watermark'
                name: kafka_raft_high_watermark
                type: GAUGE
                help: Records of the metadata log that a majority has
              - pattern: 'kafka.server<type=raft-metrics><>log-end-offset'
                name: kafka_raft_log_end_offset
                type: GAUGE
                help: Records of the metadata log here
            """;

    private KafkaExporter() {}
}
