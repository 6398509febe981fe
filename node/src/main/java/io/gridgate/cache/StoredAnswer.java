package io.gridgate.cache;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is stored, whole, with what decides whether it may be given again.
 *
 * @param status its status
 * @param fields its end-to-end fields without {@code Age} and {@code Content-Length}; never changed once it is here
 * @param body its octets; never changed
 * @param receivedAtMillis when its head came, or when it was last found to be good still
 * @param initialAgeSeconds how old it was then (RFC 9111 4.2.3)
 * @param terms for how long and how it may be given
 * @param variant the request fields that it was chosen by
 * @param names what it can be purged by, each as {@link Purge.By#marked} has it
 * @param path of the request that it answered
 * @param born the purge sequence when its fetch began
 *
 * <p>Thread-safety: immutable.
 */
record StoredAnswer(
        int status,
        Headers fields,
        byte[] body,
        long receivedAtMillis,
        long initialAgeSeconds,
        Terms terms,
        Variant variant,
        List<String> names,
        String path,
        long born) {

    /** Octets that an entry takes beside what it consists of. */
    private static final long OVERHEAD = 512;
    static final int OVERHEAD_OF_STRING = 56;

    StoredAnswer {
        names = List.copyOf(names);
    }

    /** Returns how old it is now, in seconds. */
    long ageSeconds(long nowMillis) {
        return initialAgeSeconds + Math.max(0, nowMillis - receivedAtMillis) / 1000;
    }

    /** Returns the seconds until it is stale; 0 or less: it is. */
    long freshSeconds(long nowMillis) {
        return terms.lifetimeSeconds() - ageSeconds(nowMillis);
    }

    @Nullable
    String etag() {
        return fields.first(CacheFields.ETAG);
    }

    @Nullable
    String lastModified() {
        return fields.first(CacheFields.LAST_MODIFIED);
    }

    /** Returns whether it can be asked for with a condition. */
    boolean hasValidator() {
        return etag() != null || lastModified() != null;
    }

    /** Returns whether nobody may have it without asking the origin, so that nobody should wait for another who asks. */
    boolean isAskedForEachTime() {
        return terms.needsValidation() || terms.lifetimeSeconds() == 0;
    }

    /** Returns when it was made as far as anybody knows, in milliseconds since 1970. */
    long modifiedAtMillis() {
        return HttpDate.parse(lastModified()).orElseGet(() -> HttpDate.parse(fields.first(HeaderNames.DATE)).orElse(receivedAtMillis));
    }

    /** Returns how many octets of memory it takes, estimated. */
    int weight() {
        long weight = OVERHEAD + body.length + variant.weight();
        for (int i = 0; i < fields.size(); i++) {
            weight += 2L * OVERHEAD_OF_STRING + fields.name(i).length() + fields.value(i).length();
        }
        for (String name : names) {
            weight += OVERHEAD_OF_STRING + name.length();
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** Returns the same answer with what a 304 said of it. */
    StoredAnswer freshened(Headers newFields, long receivedMillis, long ageSeconds, Terms newTerms) {
        return new StoredAnswer(status, newFields, body, receivedMillis, ageSeconds, newTerms, variant, names, path, born);
    }

    /** Returns the same answer with its body. */
    StoredAnswer with(byte[] octets) {
        return new StoredAnswer(status, fields, octets, receivedAtMillis, initialAgeSeconds, terms, variant, names, path, born);
    }

    /** Returns the same answer as if its fetch had begun at that purge sequence. */
    StoredAnswer bornAt(long sequence) {
        return new StoredAnswer(status, fields, body, receivedAtMillis, initialAgeSeconds, terms, variant, names, path, sequence);
    }
}
