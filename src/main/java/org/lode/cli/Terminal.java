package org.lode.cli;

import java.io.Console;
import java.util.Optional;
import org.lode.store.Progress;

/** The terminal of whoever looks on, if anybody does. */
final class Terminal {
    private static final int WIDTH = 30;

    private Terminal() {}

    /** A bar that is drawn over and over; nothing where nobody looks on. */
    static Progress progress() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(watched -> (Progress) Terminal::draw)
                .orElse(Progress.silent());
    }

    private static void draw(String work, long done, long of) {
        int full = of == 0 ? WIDTH : (int) (WIDTH * done / of);
        String bar = "#".repeat(full) + ".".repeat(WIDTH - full);
        // Back to the beginning of the line, and what stood there before is wiped out.
        System.err.printf("\r\u001b[K%s", done >= of ? "" : "[%s] %s: %d of %d".formatted(bar, work, done, of));
    }
}
