package org.lode.mirror;

import org.lode.model.DatasetDamaged;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.store.Originals;

/** Gives originals from another Lode; whoever takes them proves them. */
record RemoteOriginals(Fetch fetch) implements Originals {
    private static final long LARGEST = 64 << 20;

    @Override
    public byte[] manifest(String version) {
        return file(ReleaseFiles.manifest(version));
    }

    @Override
    public Notices notices() {
        return fetch.get(Remote.NOTICES_PATH, LARGEST)
                .map(spool -> Notices.read(bytes(spool), Remote.NOTICES_PATH))
                .orElse(Notices.NONE);
    }

    @Override
    public byte[] bucket(String version, String type, String bucket) {
        return file(ReleaseFiles.file(version, "bucket/%s/%s.jsonl".formatted(type, bucket)));
    }

    @Override
    public byte[] deltaRange(String version, String file, long from, long to) {
        return fetch.range(ReleaseFiles.file(version, file), from, to - 1);
    }

    private byte[] file(String path) {
        return bytes(fetch.get(path, LARGEST)
                .orElseThrow(() -> new DatasetDamaged("%s is missing (expected: a file)".formatted(path))));
    }

    private static byte[] bytes(Spool spool) {
        try (spool) {
            return spool.bytes();
        }
    }
}
