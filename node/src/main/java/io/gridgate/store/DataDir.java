package io.gridgate.store;

import io.gridgate.rollout.RevisionStore;
import io.gridgate.service.instance.InstanceStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one node, locked for as long as it is open, so that two nodes never share it.
 *
 * <p>Layout: {@code lock}; {@code cluster.json}, the id of the cluster; {@code revisions/NUMBER-SHA.revision}, staged ones with the ending
 * {@code .staged}, those that lost in a fork with {@code .aside}; {@code instances/KEY.json}.
 *
 * <p>Thread-safety: thread-safe, as its stores are.
 */
public final class DataDir implements AutoCloseable {

    private static final int OWNER_OCTETS_MAX = 64;

    private final FileChannel lock;
    private final DiskRevisionStore revisions;
    private final DiskInstanceStore instances;

    private DataDir(FileChannel lock, DiskRevisionStore revisions, DiskInstanceStore instances) {
        this.lock = lock;
        this.revisions = revisions;
        this.instances = instances;
    }

    /**
     * Opens the directory, made if it is missing, and reads what is kept there; torn and harmed files are logged and skipped.
     *
     * @throws IOException if it is another node's at the moment, or cannot be read and written; the message is for the operator
     */
    public static DataDir open(Path directory) throws IOException {
        Path root = directory.toAbsolutePath();
        FileChannel lock = lock(root);
        try {
            return new DataDir(lock, DiskRevisionStore.open(root), DiskInstanceStore.open(root.resolve("instances")));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Returns whether a committed revision is kept in that directory, without opening it. */
    public static boolean hasRevision(Path directory) {
        Path revisions = directory.resolve(DiskRevisionStore.DIRECTORY);
        if (!Files.isDirectory(revisions)) {
            return false;
        }
        try (Stream<Path> files = Files.list(revisions)) {
            return files.anyMatch(file -> file.toString().endsWith(DiskRevisionStore.COMMITTED));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the revisions. */
    public RevisionStore revisions() {
        return revisions;
    }

    /** Returns the last known instances. */
    public InstanceStore instances() {
        return instances;
    }

    /** Lets another node have the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(root);
            channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("node.data_dir: " + root + ": " + e + " (expected: a directory that the node may write)", e);
        }
        if (tryLock(channel) == null) {
            String owner = owner(channel);
            channel.close();
            throw new IOException("node.data_dir: " + root + " is in use by process " + owner + " (expected: one directory per node)");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(OWNER_OCTETS_MAX);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }
}
