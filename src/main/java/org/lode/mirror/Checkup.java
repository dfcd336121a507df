package org.lode.mirror;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.publish.InspectionStore;
import org.lode.publish.Originals;
import org.lode.publish.Progress;
import org.lode.publish.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Holds the whole database against its releases from time to time, and says what it found. */
@Component
public final class Checkup implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Checkup.class);

    private final InspectionStore store;
    private final Duration interval;
    private final AtomicReference<@Nullable Report> last = new AtomicReference<>();
    private @Nullable Thread watcher;

    Checkup(CheckupSettings settings, DataSource loading, DataPackage description) {
        this.store = new InspectionStore(loading, description, Progress.silent());
        this.interval = settings.checkInterval();
    }

    /** What was found the last time; nothing before the first. */
    public Optional<Report> last() {
        return Optional.ofNullable(last.get());
    }

    /** Looks now. */
    public Report check() {
        return told(store.check(), "found");
    }

    /** Looks now and repairs what is wrong; fails, and changes nothing, when an original is not to be had. */
    public Report repair(Originals originals) {
        return told(store.repair(originals), "repaired");
    }

    private Report told(Report report, String done) {
        last.set(report);
        if (report.damages().isEmpty()) {
            LOG.info(
                    "every row of {} releases is what it has to be",
                    report.releases().size());
        } else {
            LOG.error(
                    "{} {} rows of the database that are not what they have to be; the first: {}",
                    done,
                    report.damages().size(),
                    report.damages().getFirst().line());
        }
        return report;
    }

    private void inBackground(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (isRunning()) {
                LOG.warn("the database was not checked: {}", e.getMessage());
            }
        }
    }

    private void watch() {
        inBackground(store::fillLineHashes);
        try {
            while (interval.isPositive()) {
                Thread.sleep(interval);
                inBackground(this::check);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void start() {
        watcher = Thread.ofVirtual().name("lode-check").start(this::watch);
    }

    @Override
    public synchronized void stop() {
        if (watcher != null) {
            watcher.interrupt();
            watcher = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return watcher != null;
    }
}
