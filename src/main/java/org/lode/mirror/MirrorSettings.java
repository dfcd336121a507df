package org.lode.mirror;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.lode.model.Failure.BadInput;
import org.lode.release.Ed25519.VerifyingKey;
import org.lode.release.KeyRing.KeyFiles;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;

/**
 * Where releases are taken from.
 *
 * @param origin where releases come from: the address of a Lode, a dataset folder, or the dataset within the program
 * @param originKey file of the public key that signs the state of an address; needed for an address
 * @param mirror how an origin is followed
 */
@ConfigurationProperties("lode")
public record MirrorSettings(
        @DefaultValue("classpath:dataset/") String origin,
        @DefaultValue("") String originKey,
        @DefaultValue Following mirror) {

    /**
     * How an origin is followed ({@code lode.mirror.*}).
     *
     * @param poll how often an address is asked, beside what it announces; a folder is looked at twice a second; 0 to
     *     follow nothing
     * @param timeout how long an address may be silent
     * @param checkInterval how often every row of the database is compared with its releases; 0 for never
     * @param insecureUnsigned take unsigned states from an address; {@code --insecure-unsigned} for short
     * @param caFile PEM file of the authorities that the origin's certificate must come from; those that Java trusts when empty
     */
    public record Following(
            @DefaultValue("60s") Duration poll,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("1d") Duration checkInterval,
            @DefaultValue("false") boolean insecureUnsigned,
            @DefaultValue("") String caFile) {}

    static final String CA_FILE = "lode.mirror.ca-file";

    /** Returns whether the origin is an address, not a folder. */
    boolean isAddress() {
        return origin.startsWith("http:") || origin.startsWith("https:");
    }

    /** Returns the same settings for files that are verified by other means than the state of their origin. */
    MirrorSettings unsigned() {
        return new MirrorSettings(
                origin, "", new Following(mirror.poll, mirror.timeout, mirror.checkInterval, true, mirror.caFile));
    }

    /** Returns the origin's address, with a slash at the end. */
    URI base() {
        try {
            return URI.create(Origin.withSlash(origin));
        } catch (IllegalArgumentException e) {
            throw new BadInput(Origin.SETTING, origin, Origin.EXPECTED, e);
        }
    }

    /** Makes connections to the origin, which follow no redirect; fails when the file of authorities cannot be read. */
    HttpClient client() {
        HttpClient client = HttpClient.create().followRedirect(false);
        if (mirror.caFile().isBlank()) {
            return client;
        }
        File file = new File(mirror.caFile());
        try {
            // Read now, so that a wrong file ends the start and not the first request.
            SslContextBuilder.forClient().trustManager(file).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new BadInput(CA_FILE, file, "a PEM file of certificates that can be read", e);
        }
        SslProvider.GenericSslContextSpec<?> trusted =
                Http11SslContextSpec.forClient().configure(context -> context.trustManager(file));
        return client.secure(ssl -> ssl.sslContext(trusted));
    }

    /** Returns the key that states must be signed with; none with {@code --insecure-unsigned} alone. */
    Optional<VerifyingKey> trustedKey() {
        if (!originKey.isBlank()) {
            return Optional.of(KeyFiles.readPublic(Path.of(originKey), "lode.origin-key"));
        }
        if (mirror.insecureUnsigned()) {
            return Optional.empty();
        }
        throw new BadInput(
                "lode.origin-key",
                "nothing",
                "the file of the public key of %s, or --insecure-unsigned".formatted(origin));
    }
}
