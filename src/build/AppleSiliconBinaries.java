import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Copies the archive of PostgreSQL for macOS without the code for Intel, which is half of it.
 *
 * <p>The archive holds universal binaries: one file with a part for each architecture, each part a whole file of its own.
 * Arguments: the jar that holds the archive, the folder to write it to.
 */
class AppleSiliconBinaries {
    private static final String ARCHIVE = "postgres-darwin-arm_64.txz";
    private static final int UNIVERSAL = 0xCAFEBABE;
    private static final int ARM64 = 0x0100000C;
    private static final int PRESET = 6;

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[1], ARCHIVE);
        try (JarFile jar = new JarFile(args[0]);
                InputStream in = new XZInputStream(jar.getInputStream(jar.getEntry(ARCHIVE)));
                OutputStream out = Files.newOutputStream(target)) {
            copy(new TarArchiveInputStream(in), new XZOutputStream(out, new LZMA2Options(PRESET)));
        }
        System.out.printf("%s: %,d bytes%n", target.getFileName(), Files.size(target));
    }

    private static void copy(TarArchiveInputStream in, OutputStream archive) throws IOException {
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(archive)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = entry.isFile() ? own(in.readAllBytes(), entry.getName()) : new byte[0];
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                new ByteArrayInputStream(content).transferTo(out);
                out.closeArchiveEntry();
            }
        }
    }

    /** The part for Apple silicon of a universal binary; any other file as it is. */
    private static byte[] own(byte[] content, String name) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(content);
        if (content.length < 8 || header.getInt() != UNIVERSAL) {
            return content;
        }
        for (int parts = header.getInt(); parts > 0; parts--) {
            int architecture = header.getInt();
            header.getInt();
            int offset = header.getInt();
            int size = header.getInt();
            header.getInt();
            if (architecture == ARM64) {
                return Arrays.copyOfRange(content, offset, offset + size);
            }
        }
        throw new IOException(name + " has no part for arm64");
    }
}
