package io.gridgate.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.config.value.HostPort;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.StoredInstances;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known instances, a file of JSON for each discovered service, read once and written on change.
 *
 * <p>Thread-safety: thread-safe, by its lock, which is held through a write.
 */
final class DiskInstanceStore implements InstanceStore {

    private static final Logger LOG = LoggerFactory.getLogger(DiskInstanceStore.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDING = ".json";
    private static final int VERSION = 1;
    private static final int KEYS_MAX = 4096;

    private final Path directory;
    /** key: discovery key, value: what its file holds. */
    @GuardedBy("this") private final Map<String, StoredInstances> stored = new HashMap<>();

    private DiskInstanceStore(Path directory) {
        this.directory = directory;
    }

    static DiskInstanceStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        DiskInstanceStore store = new DiskInstanceStore(directory);
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.sorted().toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(AtomicFile.TEMPORARY)) {
                AtomicFile.remove(file);
            } else if (file.toString().endsWith(ENDING)) {
                store.read(file);
            }
        }
        return store;
    }

    private synchronized void read(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (json.path("version").asInt() != VERSION) {
                throw new IOException("version " + json.path("version") + " (expected: " + VERSION + ")");
            }
            List<KnownInstance> instances = new ArrayList<>();
            json.path("instances").forEach(instance -> instances.add(instance(instance)));
            stored.put(json.path("key").asText(), new StoredInstances(instances, Instant.parse(json.path("known_at").asText())));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            LOG.atError().setMessage("instances file skipped").addKeyValue("file", file).addKeyValue("reason", e.getMessage()).log();
        }
    }

    private static KnownInstance instance(JsonNode json) {
        return new KnownInstance(HostPort.parse(json.path("address").asText()), json.path("weight").asInt(), json.path("priority").asInt(),
                json.hasNonNull("zone") ? json.path("zone").asText() : null);
    }

    @Override
    public synchronized void save(String key, StoredInstances instances) {
        StoredInstances before = stored.get(key);
        if (before != null && instances.knownAt().isBefore(before.knownAt())) {
            return;
        }
        if (before == null && stored.size() >= KEYS_MAX) {
            stored.entrySet().stream().min(Comparator.comparing(entry -> entry.getValue().knownAt())).map(Map.Entry::getKey)
                    .ifPresent(this::remove);
        }
        stored.put(key, instances);
        try {
            AtomicFile.write(file(key), encode(key, instances));
        } catch (IOException e) {
            LOG.atWarn().setMessage("instances not saved on disk").addKeyValue("key", key).addKeyValue("reason", e.toString()).log();
        }
    }

    private static byte[] encode(String key, StoredInstances stored) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("version", VERSION).put("key", key).put("known_at", stored.knownAt().toString());
        var instances = json.putArray("instances");
        for (KnownInstance known : stored.instances()) {
            instances.addObject().put("address", known.address().toString()).put("weight", known.weight()).put("priority", known.priority())
                    .put("zone", known.zone());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    @Override
    public synchronized @Nullable StoredInstances load(String key) {
        return stored.get(key);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        // Nobody but this node writes here.
    }

    @Override
    public synchronized void remove(String key) {
        stored.remove(key);
        try {
            AtomicFile.remove(file(key));
        } catch (IOException e) {
            LOG.atWarn().setMessage("instances not removed from disk").addKeyValue("key", key).addKeyValue("reason", e.toString()).log();
        }
    }

    /** A key has characters that no file name should have: the name is its hash, the key stands inside. */
    private Path file(String key) {
        return directory.resolve(PackedDocument.of(key.getBytes(StandardCharsets.UTF_8)).sha256() + ENDING);
    }
}
