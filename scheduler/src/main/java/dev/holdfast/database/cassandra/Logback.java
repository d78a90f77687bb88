package dev.holdfast.database.cassandra;

/**
 * Cassandra's logging: everything into a file in the sandbox, kept small; the same on the process's output, but for the hundreds of lines that
 * every start writes of tables and their files.
 */
final class Logback {

    static final String CONFIGURATION = """
        <configuration scan="false">
          <shutdownHook class="ch.qos.logback.core.hook.DefaultShutdownHook"/>
          <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
            <file>logs/system.log</file>
            <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
              <fileNamePattern>logs/system.log.%i</fileNamePattern>
              <minIndex>1</minIndex>
              <maxIndex>4</maxIndex>
            </rollingPolicy>
            <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
              <maxFileSize>16MB</maxFileSize>
            </triggeringPolicy>
            <encoder><pattern>%-5level [%thread] %date{ISO8601} %F:%L - %msg%n</pattern></encoder>
          </appender>
          <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%date{ISO8601} %-5level %logger{0}: %msg%n</pattern></encoder>
          </appender>
          <logger name="org.apache.cassandra.db" level="INFO" additivity="false">
            <appender-ref ref="FILE"/>
          </logger>
          <logger name="org.apache.cassandra.config" level="INFO" additivity="false">
            <appender-ref ref="FILE"/>
          </logger>
          <logger name="org.apache.cassandra.io" level="INFO" additivity="false">
            <appender-ref ref="FILE"/>
          </logger>
          <logger name="org.apache.cassandra.index" level="INFO" additivity="false">
            <appender-ref ref="FILE"/>
          </logger>
          <root level="INFO">
            <appender-ref ref="FILE"/>
            <appender-ref ref="OUT"/>
          </root>
        </configuration>
        """;

    private Logback() {}
}
