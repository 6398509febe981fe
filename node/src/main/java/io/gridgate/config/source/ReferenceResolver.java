package io.gridgate.config.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${ENV:NAME}} and {@code ${FILE:path}} stand for on the machine that loads a document.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface ReferenceResolver {

    /** The most octets of a file that a reference names. */
    int FILE_BYTES_MAX = 1 << 20;

    /** Returns the value of an environment variable, or null if it is not set. */
    @Nullable
    String env(String name);

    /**
     * Returns the content of a file.
     *
     * @throws IOException if it cannot be read or is larger than {@link #FILE_BYTES_MAX}
     */
    String file(Path path) throws IOException;

    /** Returns whether references stay as they are written, for a reader that only compares or prints documents. */
    default boolean keepsReferences() {
        return false;
    }

    /** Returns the resolver of this process: its environment and its files. */
    static ReferenceResolver system() {
        return of(System.getenv());
    }

    /** Returns a resolver of these variables and of the machine's files. */
    static ReferenceResolver of(Map<String, String> environment) {
        Map<String, String> variables = Map.copyOf(environment);
        return new ReferenceResolver() {
            @Override
            public @Nullable String env(String name) {
                return variables.get(name);
            }

            @Override
            public String file(Path path) throws IOException {
                try (InputStream in = Files.newInputStream(path)) {
                    // What a file is said to hold is not what a device or a pipe gives.
                    byte[] octets = in.readNBytes(FILE_BYTES_MAX + 1);
                    if (octets.length > FILE_BYTES_MAX) {
                        throw new IOException("it is too large (expected: at most " + FILE_BYTES_MAX + " bytes)");
                    }
                    return StrictUtf8.decode(octets);
                } catch (CharacterCodingException e) {
                    throw new IOException("it is not UTF-8", e);
                }
            }
        };
    }

    /** Returns a resolver that leaves every reference as it is written; a key that is no text then keeps its default. */
    static ReferenceResolver keep() {
        return new ReferenceResolver() {
            @Override
            public String env(String name) {
                return "${ENV:" + name + "}";
            }

            @Override
            public String file(Path path) {
                return "${FILE:" + path + "}";
            }

            @Override
            public boolean keepsReferences() {
                return true;
            }
        };
    }
}
