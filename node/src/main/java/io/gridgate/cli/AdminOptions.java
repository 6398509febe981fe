package io.gridgate.cli;

import io.gridgate.cli.client.AdminAddress;
import io.gridgate.cli.client.AdminClient;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of every command that calls a running cluster.
 *
 * <p>Thread-safety: confined to one command.
 */
final class AdminOptions {

    @Option(names = "--admin", paramLabel = "URL", converter = UrlConverter.class,
            description = "Admin address of any node (default: http://127.0.0.1:9080).") private URI url = URI
                    .create("http://127.0.0.1:9080");

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the admin token.") private @Nullable Path tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE",
            description = "PEM certificates to trust, if the node's own are not publicly known.") private @Nullable Path caFile;

    AdminClient client() {
        return AdminClient.of(new AdminAddress(url, tokenFile, caFile));
    }

    /** Reads the URL of an admin listener. */
    static final class UrlConverter implements ITypeConverter<URI> {

        @Override
        public URI convert(String text) {
            try {
                return AdminAddress.url(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
