package io.gridgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskInstanceStoreTest {

    @TempDir Path root;

    private static StoredInstances instances(long second, String... addresses) {
        List<KnownInstance> known = Stream.of(addresses).map(KnownInstance::of).toList();
        return new StoredInstances(known, Instant.ofEpochSecond(second));
    }

    @Test
    void instancesSurviveARestart() throws IOException {
        StoredInstances known = new StoredInstances(List.of(KnownInstance.of("10.0.0.1:80"), new KnownInstance(
                KnownInstance.of("[::1]:80").address(), 3, 1, "zone-a")), Instant.ofEpochSecond(5));
        try (DataDir directory = DataDir.open(root)) {
            directory.instances().save("consul:user/prod", known);
        }
        try (DataDir directory = DataDir.open(root)) {
            assertThat(directory.instances().load("consul:user/prod")).isEqualTo(known);
            assertThat(directory.instances().load("other")).isNull();
        }
    }

    @Test
    void olderInstancesDoNotReplaceNewerOnes() throws IOException {
        try (DataDir directory = DataDir.open(root)) {
            InstanceStore store = directory.instances();
            store.save("key", instances(5, "10.0.0.1:80"));
            store.save("key", instances(4, "10.0.0.2:80"));
            assertThat(store.load("key")).isEqualTo(instances(5, "10.0.0.1:80"));
        }
    }

    @Test
    void removedOnesAreGoneFromDisk() throws IOException {
        try (DataDir directory = DataDir.open(root)) {
            directory.instances().save("key", instances(5, "10.0.0.1:80"));
            directory.instances().remove("key");
        }
        try (DataDir directory = DataDir.open(root)) {
            assertThat(directory.instances().load("key")).isNull();
        }
    }

    @Test
    void fileCutAtAnyOctetIsSkippedOrWhole() throws IOException {
        // Given
        StoredInstances known = instances(5, "10.0.0.1:80");
        try (DataDir directory = DataDir.open(root)) {
            directory.instances().save("key", known);
        }
        Path file;
        try (Stream<Path> files = Files.list(root.resolve("instances"))) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            // When
            Files.write(file, Arrays.copyOf(whole, length));
            // Then
            try (DataDir directory = DataDir.open(root)) {
                assertThat(directory.instances().load("key")).as("cut at %s", length).isNull();
            }
        }
    }
}
