package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lode.support.Download;
import org.lode.support.Http;
import org.lode.support.LodeTest;

/** A digest and a row count follow the file, and a client that lost the rest of it gets the rest. */
@LodeTest
class ExportTransferTests {
    private final Http http;

    ExportTransferTests(Http http) {
        this.http = http;
    }

    @ParameterizedTest
    @EnumSource
    void digestAndRowsComeAfterTheFile(Export.Format format) throws Exception {
        try (Download download = http.download(path(format))) {
            byte[] file = download.rest();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
            assertThat(download.header("Trailer")).isEqualTo("Repr-Digest, Dataset-Rows");
            assertThat(download.header("Repr-Digest"))
                    .isEqualTo("sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(digest)));
            assertThat(Integer.parseInt(download.header("Dataset-Rows"))).isGreaterThan(4000);
            assertThat(http.send("GET", path(format), "Accept-Encoding", "gzip").body())
                    .isEqualTo(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsGoneOnWith(Export.Format format) {
        HttpResponse<byte[]> whole = http.send("GET", path(format));
        String tag = Http.header(whole, "ETag");
        int half = whole.body().length / 2;
        assertThat(Http.header(whole, "Accept-Ranges")).isEqualTo("bytes");
        HttpResponse<byte[]> rest =
                http.send("GET", path(format), "Range", "bytes=%d-".formatted(half), "If-Range", tag);
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(Http.header(rest, "Content-Range"))
                .isEqualTo("bytes %d-%d/%d".formatted(half, whole.body().length - 1, whole.body().length));
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(Arrays.copyOf(whole.body(), half));
        joined.writeBytes(rest.body());
        assertThat(joined.toByteArray()).isEqualTo(whole.body());
        HttpResponse<byte[]> other = http.send("GET", path(format), "Range", "bytes=9-", "If-Range", "\"other\"");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(whole.body());
        HttpResponse<byte[]> beyond = http.send("GET", path(format), "Range", "bytes=999999999-");
        assertThat(beyond.statusCode()).isEqualTo(416);
    }

    private static String path(Export.Format format) {
        return "/export/citations.%s?at=2026.11.3".formatted(format.ending());
    }
}
