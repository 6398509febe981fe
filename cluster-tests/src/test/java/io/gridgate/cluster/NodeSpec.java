package io.gridgate.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a node of a test is started with.
 *
 * <p>Thread-safety: immutable.
 *
 * @param members member ports of all nodes
 * @param more further lines of the node document, whole top-level keys
 * @param gateway the document for a cluster that has none
 */
record NodeSpec(
        String name,
        int httpPort,
        int adminPort,
        int memberPort,
        List<Integer> members,
        Path directory,
        String more,
        Optional<Path> gateway,
        List<String> jvmOptions) {
    Path dataDir() {
        return directory.resolve(name + "-data");
    }

    /** Writes the node document and returns where it is. */
    Path writeDocument() {
        String peers = members.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(", "));
        String text = """
                node: {name: %s, data_dir: %s}
                listeners:
                  http: {bind: 127.0.0.1, port: %d}
                  admin: {bind: 127.0.0.1, port: %d}
                cluster: {name: test-%d, bind: 127.0.0.1, port: %d, members: [%s]}
                log: {level: info, format: text, access: "off"}
                %s
                """.formatted(name, dataDir(), httpPort, adminPort, members.getFirst(), memberPort, peers, more);
        try {
            return Files.writeString(directory.resolve(name + ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
