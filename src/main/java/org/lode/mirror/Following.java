package org.lode.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.lode.model.DiskFull;
import org.lode.model.Failure;
import org.lode.model.Unavailable;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.store.BackgroundTask;
import org.lode.store.DatabaseFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Looks at the origin again and again: when it announces a release, when time has passed, and sooner after a failure. */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final Duration FOLDER = Duration.ofMillis(500);

    /** What is announced may be there a moment later: a mirror, or a cache on the way, has yet to take it. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final int GLANCES = 6;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** What is wrong with this server itself is looked for more often than its origin is asked. */
    private static final Duration LOCAL_RETRY = Duration.ofSeconds(5);

    private final Mirror mirror;
    private final Origin origin;
    private final Standing standing;
    private final Duration poll;
    private final Semaphore wake = new Semaphore(0);
    private Disposable announcements = Disposables.disposed();
    private Duration wait = Duration.ZERO;
    private byte @Nullable [] seen;
    private int held;

    /** How often more an announced release is looked for at once. */
    private int expected;

    private @Nullable BackgroundTask task;

    /**
     * Follows an origin.
     *
     * @param poll how often an address is asked; nothing is followed when 0
     */
    Following(Mirror mirror, Origin origin, Standing standing, Duration poll) {
        this.mirror = mirror;
        this.origin = origin;
        this.standing = standing;
        this.poll = poll;
    }

    /** Begins; {@code looked} when the origin was looked at just now. */
    void start(boolean looked) {
        if (poll.isZero() || origin instanceof Origin.Bundled) {
            return;
        }
        wait = looked ? usual() : Duration.ZERO;
        if (origin instanceof Remote remote) {
            announcements = remote.announcements().listen(wake::release);
        }
        task = BackgroundTask.start("lode-mirror", this::follow);
    }

    /** A release that is being applied is rolled back. */
    void stop() {
        announcements.dispose();
        if (task != null) {
            task.stop();
            task = null;
        }
    }

    private Duration usual() {
        return origin instanceof Origin.Folder && poll.compareTo(FOLDER) > 0 ? FOLDER : poll;
    }

    private void follow() throws InterruptedException {
        while (!BackgroundTask.isStopping()) {
            boolean woken = wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
            wake.drainPermits();
            if (woken) {
                expected = GLANCES;
            }
            look(woken);
        }
    }

    private void look(boolean woken) {
        if (!woken && standing.now().problem() == null && unchanged()) {
            wait = usual();
        } else {
            look();
        }
    }

    /** Looks now; what goes wrong is noted, and told once. */
    void look() {
        try {
            next(mirror.run().manifest().sequence());
            if (standing.problem(mirror.outlook())) {
                LOG.info("{} is in order", origin);
            }
        } catch (RuntimeException e) {
            if (BackgroundTask.isStopping()) {
                LOG.debug("the mirror is stopped", e);
            } else {
                failed(e);
            }
        }
    }

    private void failed(RuntimeException e) {
        wait = longer(isLocal(e) ? LOCAL_RETRY : poll);
        if (!(e instanceof Failure failure)) {
            standing.problem("an unforeseen failure (expected: see the log of this server)");
            LOG.error("serving on without {}", origin, e);
        } else if (standing.problem(publicMessage(failure))) {
            // An origin that is out of reach comes back by itself; a certificate does not.
            boolean endsByItself = failure instanceof Unavailable && !(failure.getCause() instanceof SSLException);
            LOG.atLevel(endsByItself ? Level.INFO : Level.WARN)
                    .log("serving on without {}: {}", origin, failure.getMessage());
        }
    }

    /** Whether this server itself is in the way: its disk, or its database. */
    private static boolean isLocal(RuntimeException e) {
        return e instanceof DiskFull || (e instanceof Failure failure && DatabaseFailures.isFromDatabase(failure));
    }

    /** The message without paths of this machine. */
    private String publicMessage(Failure failure) {
        String message = DatabaseFailures.publicMessage(failure);
        return origin instanceof Origin.Folder folder
                ? message.replace(folder.path().toString(), "the dataset folder")
                : message;
    }

    /** Waits as usual, or only for a moment while a release that was announced has not come. */
    private void next(int newest) {
        boolean come = held > 0 && newest > held;
        wait = come || expected == 0 ? usual() : GLANCE.multipliedBy(1L << (GLANCES - expected));
        expected = come ? 0 : Math.max(0, expected - 1);
        held = newest;
    }

    private Duration longer(Duration most) {
        Duration doubled = standing.now().problem() == null ? FIRST_RETRY : wait.multipliedBy(2);
        Duration least = doubled.compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : doubled;
        return least.compareTo(most) > 0 ? most : least;
    }

    /** Whether a folder's pointer is the one that was looked at last. */
    private boolean unchanged() {
        if (!(origin instanceof Origin.Folder folder)) {
            return false;
        }
        try {
            byte[] now = Files.readAllBytes(folder.path().resolve(ReleaseFiles.STATE));
            boolean same = Arrays.equals(now, seen);
            seen = now;
            return same;
        } catch (IOException e) {
            return false;
        }
    }
}
