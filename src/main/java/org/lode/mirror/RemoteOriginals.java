package org.lode.mirror;

import org.lode.failure.DatasetDamaged;
import org.lode.publish.Originals;
import org.lode.release.Manifest;
import org.lode.release.ReleaseFiles;

/** Gives originals from another Lode; whoever takes them proves them. */
record RemoteOriginals(Fetch fetch) implements Originals {
    private static final long LARGEST = 64 << 20;

    @Override
    public byte[] manifest(String version) {
        return file(ReleaseFiles.manifest(version));
    }

    @Override
    public byte[] bucket(String version, String type, String bucket) {
        return file(ReleaseFiles.file(version, "bucket/%s/%s.jsonl".formatted(type, bucket)));
    }

    @Override
    public byte[] deltaRange(String version, long from, long to) {
        return fetch.range(ReleaseFiles.file(version, Manifest.DELTA), from, to - 1);
    }

    private byte[] file(String path) {
        try (Spool spool = fetch.get(path, LARGEST)
                .orElseThrow(() -> new DatasetDamaged("%s is missing (expected: a file)".formatted(path)))) {
            return spool.bytes();
        }
    }
}
