package io.gridgate.architecture;

import java.util.List;

/**
 * The third-party libraries of the node and the packages that may use each: one home per library, so that each can be replaced in one place.
 *
 * <p>Thread-safety: immutable.
 */
final class LibraryTable {

    /** Libraries that every package may use, though none of them in a signature of {@code exchange}. */
    static final List<String> SHARED = List.of("com.fasterxml.jackson", "com.github.benmanes.caffeine", "org.slf4j", "org.jspecify",
            "com.google.errorprone.annotations", "com.google.re2j");

    /** Libraries with a home. */
    static final List<Library> HOUSED = List.of(
            new Library("com.hazelcast", "grid"),
            new Library("org.apache.hc", "upstream"),
            new Library("org.glassfish.grizzly", "wire", "ingress", "upstream"),
            new Library("com.orbitz", "discovery"),
            new Library("com.google.common", "discovery"),
            new Library("okhttp3", "discovery"),
            new Library("retrofit2", "discovery"),
            new Library("com.codahale.metrics", "observe"),
            new Library("ch.qos.logback", "node"),
            new Library("io.github.resilience4j", "service"),
            new Library("picocli", "cli"),
            new Library("org.snakeyaml", "config"),
            new Library("io.jsonwebtoken", "auth"),
            new Library("org.greenbytes.http", "cache"));

    private LibraryTable() {}

    /**
     * One library by the root of its packages.
     *
     * <p>Thread-safety: immutable.
     */
    record Library(String root, List<String> homes) {

        Library(String root, String... homes) {
            this(root, List.of(homes));
        }

        @Override
        public String toString() {
            return root;
        }
    }
}
