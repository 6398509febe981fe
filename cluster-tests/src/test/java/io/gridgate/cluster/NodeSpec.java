package io.gridgate.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a node of a test is started with.
 *
 * <p>Thread-safety: immutable.
 *
 * @param members where the members of all nodes are reached, {@code host:port}
 * @param more further lines of the node document, whole top-level keys
 * @param gateway the document for a cluster that has none
 */
record NodeSpec(
        String name,
        int httpPort,
        int adminPort,
        int memberPort,
        List<String> members,
        Path directory,
        String more,
        Optional<Path> gateway,
        List<String> jvmOptions) {
    Path dataDir() {
        return directory.resolve(name + "-data");
    }

    /** Returns a name that no other cluster of tests has at the same time. */
    private String clusterName() {
        String first = members.getFirst();
        return first.substring(first.indexOf(':') + 1);
    }

    /** Writes the node document and returns where it is. */
    Path writeDocument() {
        String text = """
                node: {name: %s, data_dir: %s}
                listeners:
                  http: {bind: 127.0.0.1, port: %d}
                  admin: {bind: 127.0.0.1, port: %d}
                cluster: {name: test-%s, bind: 127.0.0.1, port: %d, members: [%s]}
                log: {level: info, format: text, access: "off"}
                %s
                """.formatted(name, dataDir(), httpPort, adminPort, clusterName(), memberPort, String.join(", ", members), more);
        try {
            return Files.writeString(directory.resolve(name + ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
