package io.gridgate.node;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.gridgate.config.node.NodeDocument;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The node's own messages, on standard error so that standard output is the access log's alone.
 *
 * <p>Thread-safety: stateless; to be applied before the node starts.
 */
public final class NodeLogging {
    private static final int QUEUE = 4_096;
    private static final String TEXT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} %msg %kvp%n";

    /** Libraries that speak of their own business at INFO; key: logger, value: the most that they may say. */
    private static final Map<String, Level> QUIETER = Map.of(
            "com.hazelcast", Level.WARN,
            "com.hazelcast.internal.partition", Level.ERROR,
            "com.hazelcast.internal.server.tcp", Level.ERROR,
            "com.hazelcast.spi.impl.operationexecutor.slowoperationdetector", Level.ERROR,
            "org.glassfish.grizzly", Level.WARN,
            "org.apache.hc", Level.WARN,
            "com.orbitz.consul", Level.ERROR,
            "okhttp3", Level.WARN);

    private NodeLogging() {}

    /** Makes the logging what the node document says. */
    public static void apply(NodeDocument.Log log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = Level.toLevel(log.level().name());
        root.setLevel(level);
        root.addAppender(async(context, console(context, log.format())));
        if (level.isGreaterOrEqual(Level.INFO)) {
            QUIETER.forEach((name, most) -> context.getLogger(name).setLevel(most.isGreaterOrEqual(level) ? most : level));
        }
    }

    /** Writes what is waiting and ends the logging; for a process that is about to end. */
    public static void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    /** A loop must not wait for whoever reads standard error: beyond the queue, messages are lost. */
    private static AsyncAppender async(LoggerContext context, ConsoleAppender<ILoggingEvent> console) {
        AsyncAppender appender = new AsyncAppender();
        appender.setContext(context);
        appender.setName("stderr-queue");
        appender.setQueueSize(QUEUE);
        appender.setDiscardingThreshold(0);
        appender.setNeverBlock(true);
        appender.addAppender(console);
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, NodeDocument.Format format) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(format == NodeDocument.Format.JSON ? json(context) : text(context));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonLines encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        return encoder;
    }
}
