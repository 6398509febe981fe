package io.gridgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RevisionStore;
import io.gridgate.rollout.RevisionStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskRevisionStoreTest extends RevisionStoreContract {

    @TempDir Path root;
    private DataDir directory;

    @BeforeEach
    void open() throws IOException {
        directory = DataDir.open(root);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Override
    protected RevisionStore store() {
        return directory.revisions();
    }

    @Override
    protected RevisionStore restarted() {
        try {
            directory.close();
            directory = DataDir.open(root);
            return directory.revisions();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Revision commit(long number, String text, String parent) throws IOException {
        Revision revision = revision(number, text, parent);
        store().stage(revision, document(text));
        store().commit("cluster-1", revision);
        return revision;
    }

    private Path newest() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("revisions"))) {
            return files.filter(file -> file.toString().endsWith(".revision")).max(Path::compareTo).orElseThrow();
        }
    }

    @Test
    void fileCutAtAnyOctetIsSkippedAndTheOlderOneUsed() throws IOException {
        // Given
        Revision one = commit(1, "a", "");
        commit(2, "routes: []", "a");
        Path file = newest();
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            // When
            Files.write(file, Arrays.copyOf(whole, length));
            // Then
            assertThat(restarted().history().committed()).as("cut at %s", length).containsExactly(one);
        }
    }

    @Test
    void fileWithAnyOctetChangedIsSkipped() throws IOException {
        Revision one = commit(1, "a", "");
        commit(2, "b", "a");
        Path file = newest();
        byte[] whole = Files.readAllBytes(file);

        for (int at = 0; at < whole.length; at++) {
            byte[] harmed = whole.clone();
            harmed[at] ^= 1;
            Files.write(file, harmed);
            assertThat(restarted().history().committed()).as("changed at %s", at).containsExactly(one);
        }
    }

    @Test
    void leftoverOfAWriteThatNeverEndedIsRemoved() throws IOException {
        commit(1, "a", "");
        Path leftover = Files.writeString(root.resolve("revisions").resolve("000000000002-x.staged.tmp"), "half");
        assertThat(restarted().history().committed()).hasSize(1);
        assertThat(leftover).doesNotExist();
    }

    @Test
    void fileIsForAnOperatorToRead() throws IOException {
        commit(1, "routes: []\n", "");
        List<String> lines = Files.readAllLines(newest());
        assertThat(lines.getFirst()).startsWith("gridgate-revision 1 ");
        assertThat(lines.get(1)).startsWith("{\"revision\":1,\"sha256\":\"");
        assertThat(lines.get(2)).isEqualTo("routes: []");
    }

    @Test
    void harmWhileTheNodeRunsIsNoticedWhenTheDocumentIsAsked() throws IOException {
        Revision one = commit(1, "a", "");
        Files.writeString(newest(), "harmed");
        assertThat(store().document(one.sha256())).isEmpty();
    }

    @Test
    void unreadableClusterIdIsNotAnotherCluster() throws IOException {
        Revision one = commit(1, "a", "");
        Files.writeString(root.resolve("cluster.json"), "{");
        RevisionStore again = restarted();
        assertThat(again.history().clusterId()).isEmpty();
        again.commit("cluster-1", one);
        assertThat(restarted().history().clusterId()).isEqualTo("cluster-1");
    }

    @Test
    void secondNodeIsRefusedTheDirectory() {
        assertThatThrownBy(() -> DataDir.open(root)).isInstanceOf(IOException.class)
                .hasMessageContaining("is in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining("one directory per node");
    }

    @Test
    void directoryThatCannotBeMadeIsAClearError() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> DataDir.open(file.resolve("data"))).isInstanceOf(IOException.class)
                .hasMessageContaining("expected: a directory that the node may write");
    }

    @Test
    void failedWriteLeavesNothingBehind() throws IOException {
        // Given
        Revision one = commit(1, "a", "");
        Revision two = revision(2, "b", "a");
        Files.createDirectory(root.resolve("revisions").resolve(String.format("%012d-%s.staged.tmp", 2, two.sha256())));
        // When
        assertThatThrownBy(() -> store().stage(two, document("b"))).isInstanceOf(IOException.class);
        // Then
        assertThat(store().history().committed()).containsExactly(one);
        assertThatThrownBy(() -> store().commit("cluster-1", two)).isInstanceOf(IOException.class);
    }
}
