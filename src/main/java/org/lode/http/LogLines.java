package org.lode.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** Loggers whose lines stand on the console as they are, without time and level before them: each is JSON. */
final class LogLines {
    private LogLines() {}

    /** The logger of this name; where the operator's own configuration gave it a place to write to, that is kept. */
    static org.slf4j.Logger of(String name) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        if (!logger.iteratorForAppenders().hasNext()) {
            logger.addAppender(console(logger));
            logger.setAdditive(false);
        }
        if (logger.getLevel() == null) {
            logger.setLevel(Level.INFO);
        }
        return logger;
    }

    private static ConsoleAppender<ILoggingEvent> console(Logger logger) {
        PatternLayoutEncoder bare = new PatternLayoutEncoder();
        bare.setContext(logger.getLoggerContext());
        bare.setPattern("%msg%n");
        bare.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(logger.getLoggerContext());
        console.setEncoder(bare);
        console.start();
        return console;
    }
}
