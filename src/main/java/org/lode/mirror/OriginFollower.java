package org.lode.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.Unavailable;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.store.BackgroundTask;
import org.lode.store.DatabaseFailures;
import org.lode.store.ReleaseStore;
import org.lode.store.Startup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Mirrors before the web server listens, and follows the origin from then on.
 *
 * <p>A database that held the newest release of its origin before is served at once: the origin may be out of reach. One that never
 * did is filled first, also when an earlier fill was broken off.
 *
 * <p>An announcement causes a look at once. Else the follower is in one of three states, which give the time to the next look:
 *
 * <ul>
 *   <li>Idle: the usual interval.
 *   <li>Expecting a release, which was announced but has not come: 100 ms, and twice as long after each of six looks.
 *   <li>Failing: 1 s, and twice as long after each failure, up to the interval of {@code lode.mirror.poll}, or up to 5 s when the
 *       cause is this server's own disk or database.
 * </ul>
 */
@Component
final class OriginFollower implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    /** Below that of the web server, which is Integer.MAX_VALUE - 2048. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    private static final Duration FOLDER_INTERVAL = Duration.ofMillis(500);

    /** An announced release may be there a moment later: a mirror, or a cache on the way, has yet to fetch it. */
    private static final Duration FIRST_EXPECTING = Duration.ofMillis(100);

    private static final int EXPECTING_LOOKS = 6;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOCAL_RETRY = Duration.ofSeconds(5);

    private final Startup startup;
    private final Mirror mirror;
    private final Origin origin;
    private final MirrorStatus status;
    private final RowCheck rows;
    private final ReleaseStore releases;
    private final Duration poll;
    private final Semaphore wake = new Semaphore(0);
    private Disposable announcements = Disposables.disposed();

    /** The time to the next look. */
    private Duration wait = Duration.ZERO;

    /** How many looks for an announced release are left; 0 when none is expected. */
    private int looksLeft;

    /** Sequence of the newest release at the last look; 0 before the first. */
    private int newest;

    private byte @Nullable [] lastPointer;
    private volatile List<BackgroundTask> tasks = List.of();

    OriginFollower(
            Startup startup,
            Mirror mirror,
            Origin origin,
            MirrorStatus status,
            RowCheck rows,
            ReleaseStore releases,
            MirrorSettings settings) {
        this.startup = startup;
        this.mirror = mirror;
        this.origin = origin;
        this.status = status;
        this.rows = rows;
        this.releases = releases;
        this.poll = settings.mirror().poll();
    }

    @Override
    public void start() {
        boolean looked = startup.step(this::fill);
        List<BackgroundTask> started = new ArrayList<>();
        if (!poll.isZero() && !(origin instanceof Origin.Bundled)) {
            wait = looked ? idle() : Duration.ZERO;
            if (origin instanceof RemoteOrigin remote) {
                announcements = remote.listen(wake::release);
            }
            started.add(BackgroundTask.start("lode-mirror", this::follow));
        }
        started.addFirst(BackgroundTask.start("lode-check", rows::watch));
        tasks = started;
    }

    /** Looks at the origin before anything is served, where that is needed; returns whether it was. */
    private boolean fill() {
        origin.keptState().ifPresent(state -> status.expires(state.expiresAt()));
        boolean needed = origin.address().isEmpty()
                || mirror.newest().isEmpty()
                || origin.keptState().isEmpty();
        if (needed) {
            mirror.run();
        }
        return needed;
    }

    /** Stops following; a release that is being applied is rolled back. */
    @Override
    public void stop() {
        announcements.dispose();
        tasks.forEach(BackgroundTask::stop);
        tasks = List.of();
    }

    @Override
    public boolean isRunning() {
        return !tasks.isEmpty();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void follow() throws InterruptedException {
        while (!BackgroundTask.isStopping()) {
            boolean announced = wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
            wake.drainPermits();
            if (announced) {
                looksLeft = EXPECTING_LOOKS;
            }
            if (!announced && status.now().problem() == null && folderUnchanged()) {
                wait = idle();
            } else {
                look();
            }
        }
    }

    /** Looks at the origin now. A failure becomes the status, and is logged when it is new. */
    void look() {
        try {
            wait = succeeded(mirror.run().manifest().sequence());
            releases.refresh();
            if (status.problem(mirror.outlook())) {
                LOG.info("{} is in order", origin);
            }
        } catch (RuntimeException e) {
            if (BackgroundTask.isStopping()) {
                LOG.debug("the mirror is stopped", e);
            } else {
                wait = failing(isLocal(e) ? LONGEST_LOCAL_RETRY : poll);
                failed(e);
            }
        }
    }

    private Duration succeeded(int sequence) {
        boolean come = newest > 0 && sequence > newest;
        newest = sequence;
        if (come || looksLeft == 0) {
            looksLeft = 0;
            return idle();
        }
        return FIRST_EXPECTING.multipliedBy(1L << (EXPECTING_LOOKS - looksLeft--));
    }

    private Duration idle() {
        return origin instanceof Origin.Folder && poll.compareTo(FOLDER_INTERVAL) > 0 ? FOLDER_INTERVAL : poll;
    }

    private Duration failing(Duration longest) {
        boolean first = status.now().problem() == null || wait.multipliedBy(2).compareTo(FIRST_RETRY) < 0;
        Duration next = first ? FIRST_RETRY : wait.multipliedBy(2);
        return next.compareTo(longest) > 0 ? longest : next;
    }

    private void failed(RuntimeException e) {
        if (!(e instanceof Failure failure)) {
            status.problem("an unforeseen failure (expected: see the log of this server)");
            LOG.error("serving on without {}", origin, e);
        } else if (status.problem(publicMessage(failure))) {
            // An origin that is out of reach comes back by itself; a certificate does not.
            boolean endsByItself = failure instanceof Unavailable && !(failure.getCause() instanceof SSLException);
            LOG.atLevel(endsByItself ? Level.INFO : Level.WARN)
                    .log("serving on without {}: {}", origin, failure.getMessage());
        }
    }

    /** Returns whether this server itself is the cause: its disk, or its database. */
    private static boolean isLocal(RuntimeException e) {
        return e instanceof DiskFull || (e instanceof Failure failure && DatabaseFailures.isFromDatabase(failure));
    }

    /** Returns the message without paths of this machine. */
    private String publicMessage(Failure failure) {
        String message = DatabaseFailures.publicMessage(failure);
        return origin instanceof Origin.Folder folder
                ? message.replace(folder.path().toString(), "the dataset folder")
                : message;
    }

    /** Returns whether the origin is a folder whose pointer is the one of the last look. */
    private boolean folderUnchanged() {
        if (!(origin instanceof Origin.Folder folder)) {
            return false;
        }
        try {
            byte[] now = Files.readAllBytes(folder.path().resolve(ReleaseFiles.STATE));
            boolean same = Arrays.equals(now, lastPointer);
            lastPointer = now;
            return same;
        } catch (IOException e) {
            return false;
        }
    }
}
