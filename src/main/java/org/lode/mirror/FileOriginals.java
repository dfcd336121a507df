package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.Leaf;
import org.lode.release.Notices;
import org.lode.release.Op;
import org.lode.release.Published;
import org.lode.release.ReleaseFiles;
import org.lode.release.ReleaseReader;
import org.lode.release.TableRoot;
import org.lode.store.Originals;

/** Gives originals from the files of a dataset folder. */
public final class FileOriginals implements Originals {
    private final ReleaseFiles files;

    public FileOriginals(ReleaseFiles files) {
        this.files = files;
    }

    @Override
    public byte[] manifest(String version) {
        return files.read(ReleaseFiles.manifest(version));
    }

    @Override
    public Notices notices() {
        ReleaseReader reader = new ReleaseReader(files);
        return reader.notices(reader.pointer().notices());
    }

    @Override
    public byte[] deltaRange(String version, String file, long from, long to) {
        byte[] delta = files.read(ReleaseFiles.file(version, file));
        if (from < 0 || from > to || to > delta.length) {
            throw new DatasetDamaged(
                    "release %s: its delta has %d bytes (expected: %d or more)".formatted(version, delta.length, to));
        }
        return Arrays.copyOfRange(delta, (int) from, (int) to);
    }
}
