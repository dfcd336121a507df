package org.lode.store;

import org.lode.release.Notices;
import org.lode.store.InspectionStore.Originals;

/** Originals that count what is taken of them. */
final class CountedOriginals implements Originals {
    private final Originals originals;
    private int manifests;
    private int lines;

    CountedOriginals(Originals originals) {
        this.originals = originals;
    }

    void reset() {
        manifests = 0;
        lines = 0;
    }

    int manifests() {
        return manifests;
    }

    /** How many lines of deltas, headers and footers among them. */
    int lines() {
        return lines;
    }

    @Override
    public byte[] manifest(String version) {
        manifests++;
        return originals.manifest(version);
    }

    @Override
    public Notices notices() {
        return originals.notices();
    }

    @Override
    public byte[] deltaRange(String version, String file, long from, long to) {
        byte[] range = originals.deltaRange(version, file, from, to);
        for (byte each : range) {
            lines += each == '\n' ? 1 : 0;
        }
        return range;
    }

    @Override
    public String toString() {
        return "%d manifests, %d lines".formatted(manifests, lines);
    }
}
