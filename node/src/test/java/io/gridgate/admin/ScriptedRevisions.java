package io.gridgate.admin;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rollout of one node, gw-1, in memory, or one that answers what a test wants.
 *
 * <p>Thread-safety: guarded by this.
 */
final class ScriptedRevisions implements Revisions {

    static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    private final List<Revision> history = new ArrayList<>();
    private final Map<Long, GatewaySource> documents = new HashMap<>();
    private final List<ApplyRequest> requests = new ArrayList<>();
    private @Nullable Supplier<ApplyResult> script;

    /** Answers every change so from now on. */
    synchronized void answer(Supplier<ApplyResult> next) {
        script = next;
    }

    /** Returns the requests so far. */
    synchronized List<ApplyRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized Optional<Revision> current() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    @Override
    public synchronized List<Revision> history() {
        return history.reversed();
    }

    @Override
    public synchronized Optional<GatewaySource> document(long number) {
        return Optional.ofNullable(documents.get(number));
    }

    @Override
    public ApplyResult apply(GatewaySource source, ApplyRequest request) {
        Supplier<ApplyResult> answer;
        synchronized (this) {
            requests.add(request);
            answer = script;
        }
        return answer == null ? applied(source, request) : answer.get();
    }

    @Override
    public ApplyResult rollback(long number, ApplyRequest request) {
        GatewaySource source;
        synchronized (this) {
            source = documents.get(number);
        }
        return source == null ? new ApplyResult.UnknownRevision(number) : apply(source, request);
    }

    private synchronized ApplyResult applied(GatewaySource source, ApplyRequest request) {
        long current = history.isEmpty() ? 0 : history.getLast().number();
        if (request.expected().isPresent() && request.expected().getAsLong() != current) {
            return new ApplyResult.Stale(request.expected().getAsLong(), current);
        }
        Revision revision = new Revision(current + 1, PackedDocument.of(source.bytes()).sha256(),
                history.isEmpty() ? "" : history.getLast().sha256(), CREATED,
                request.author(), request.message(), source.bytes().length);
        history.add(revision);
        documents.put(revision.number(), source);
        return new ApplyResult.Applied(revision, new TreeMap<>(Map.of("gw-1", revision.number())));
    }
}
