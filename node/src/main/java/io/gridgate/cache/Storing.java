package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Request;
import io.gridgate.http.CacheControl;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer may be stored, and on which terms.
 *
 * <p>Thread-safety: stateless. Source: RFC 9111 3, 4.2.
 */
final class Storing {

    /** What an answer is stored as. */
    record Verdict(Terms terms, Variant variant, Headers fields, long initialAgeSeconds) {

        /** Returns the answer without its body; the parameters are its own. */
        StoredAnswer answer(int status, long receivedAtMillis, List<String> names, String path, long born) {
            return new StoredAnswer(status, fields, new byte[0], receivedAtMillis, initialAgeSeconds, terms, variant, names, path, born);
        }
    }

    /** Those that an answer without a stated freshness may be stored with, and whose requirements this cache knows (RFC 9110 15.1). */
    private static final Set<Integer> UNDERSTOOD = Set.of(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 421, 451, 500,
            501,
            502, 503, 504);
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);
    /** What a policy that does not respect the origin stores. */
    private static final Set<Integer> FORCED = Set.of(200, 203, 204, 300, 301, 404, 410);
    /** Of the time since an answer was last modified, it may be taken to stay so for this part (RFC 9111 4.2.2). */
    private static final int HEURISTIC_PART = 10;

    private Storing() {}

    /**
     * Returns how the answer is stored; null: it is not.
     *
     * @param request as the origin got it
     * @param sentAtMillis when it was sent
     * @param receivedAtMillis when the head of the answer came
     */
    static @Nullable Verdict verdict(CachePolicy policy, Request request, int status, Headers answer, long sentAtMillis,
            long receivedAtMillis) {
        Directives directives = Directives.of(answer);
        CacheControl control = directives.control();
        if (status == 206 || status == 304 || isForbidden(policy, request, status, answer, control)) {
            return null;
        }
        Variant variant = Variant.of(policy.respectsOrigin() ? answer.joined(CacheFields.VARY) : ownVary(answer), request.headers());
        if (variant == null) {
            return null;
        }
        Headers fields = CacheFields.stored(answer, hidden(control));
        if (!fields.contains(HeaderNames.DATE)) {
            fields.add(HeaderNames.DATE, HttpDate.format(receivedAtMillis));
        }
        if (!policy.respectsOrigin()) {
            return forced(policy, status, fields, variant);
        }
        return respected(policy, status, answer, directives, new Verdict(Terms.of(0, control, policy), variant, fields,
                initialAge(answer, sentAtMillis, receivedAtMillis)));
    }

    /** A policy's key decides, but no client gets an encoding that it did not ask for. */
    private static @Nullable String ownVary(Headers answer) {
        return answer.contains("Content-Encoding") || answer.hasToken(CacheFields.VARY, "Accept-Encoding") ? "Accept-Encoding" : null;
    }

    private static boolean isForbidden(CachePolicy policy, Request request, int status, Headers answer, CacheControl control) {
        boolean understands = control.has("must-understand") && UNDERSTOOD.contains(status);
        boolean unknown = control.has("must-understand") && !UNDERSTOOD.contains(status);
        boolean noStore = control.has("no-store") && !understands
                || policy.respectsOrigin() && CacheControl.parse(request.headers().joined(CacheFields.CACHE_CONTROL)).has("no-store");
        boolean ofOne = isOfOne(policy, request) && !control.has("public") && !control.has("s-maxage") && !control.has("must-revalidate");
        boolean cookie = answer.contains(CacheFields.SET_COOKIE) && !policy.respectsOrigin();
        return unknown || noStore || ofOne || cookie || control.hasUnqualified("private");
    }

    /** Returns whether the answer is for this client only, unless the origin says otherwise (RFC 9111 3.5). */
    static boolean isOfOne(CachePolicy policy, Request request) {
        return request.headers().contains(HeaderNames.AUTHORIZATION) && !policy.isShared();
    }

    /** Returns the request as it would be if nothing in it forbade to store its answer. */
    static Request ofAnybody(Request request) {
        Headers fields = request.headers().copy();
        fields.remove(HeaderNames.AUTHORIZATION);
        fields.remove(CacheFields.CACHE_CONTROL);
        return new Request(request.method(), request.target(), request.authority(), fields, Body.empty(), false);
    }

    /** Returns the fields that are not given again: those that the directives name. */
    private static List<String> hidden(CacheControl control) {
        List<String> names = new ArrayList<>(control.fields("no-cache"));
        names.addAll(control.fields("private"));
        return names;
    }

    private static @Nullable Verdict forced(CachePolicy policy, int status, Headers fields, Variant variant) {
        if (!FORCED.contains(status) || policy.ttlSeconds() <= 0) {
            return null;
        }
        Terms terms = new Terms(policy.ttlSeconds(), false, false, policy.whileRevalidateSeconds(), policy.ifErrorSeconds());
        return new Verdict(terms, variant, fields, 0);
    }

    private static @Nullable Verdict respected(CachePolicy policy, int status, Headers answer, Directives directives, Verdict found) {
        OptionalLong stated = statedLifetime(answer, directives);
        // A cookie is given to everybody only by an origin that says for how long.
        boolean heuristic = (HEURISTIC.contains(status) || directives.control().has("public")) && !answer.contains(CacheFields.SET_COOKIE);
        long lifetime = stated.orElseGet(() -> heuristic ? unstatedLifetime(policy, answer) : -1);
        boolean hasValidator = answer.contains(CacheFields.ETAG) || answer.contains(CacheFields.LAST_MODIFIED);
        if (lifetime < 0 && !(directives.control().hasUnqualified("no-cache") && heuristic)) {
            return null;
        }
        Terms terms = Terms.of(Math.max(0, lifetime), directives.control(), policy);
        boolean useful = terms.needsValidation() ? hasValidator : terms.keptSeconds(hasValidator) > found.initialAgeSeconds;
        return useful ? new Verdict(terms, found.variant, found.fields, found.initialAgeSeconds) : null;
    }

    /** Returns the freshness of an answer whose origin states none, and that may have one (RFC 9111 4.2.2); -1: none. */
    private static long unstatedLifetime(CachePolicy policy, Headers answer) {
        OptionalLong modified = policy.heuristicMaxSeconds() == 0 ? OptionalLong.empty()
                : HttpDate.parse(answer.first(CacheFields.LAST_MODIFIED));
        if (modified.isEmpty()) {
            return policy.ttlSeconds();
        }
        return Math.clamp((madeAtMillis(answer) - modified.getAsLong()) / 1000 / HEURISTIC_PART, 0, policy.heuristicMaxSeconds());
    }

    /** Returns the freshness that the origin states (RFC 9111 4.2.1); empty: none. */
    static OptionalLong statedLifetime(Headers answer, Directives directives) {
        CacheControl control = directives.control();
        OptionalLong lifetime = control.has("s-maxage") ? control.seconds("s-maxage") : control.seconds("max-age");
        if (lifetime.isPresent() || directives.isTargeted() || !answer.contains(CacheFields.EXPIRES)) {
            return lifetime;
        }
        OptionalLong expires = answer.count(CacheFields.EXPIRES) > 1 ? OptionalLong.empty()
                : HttpDate.parse(answer.first(CacheFields.EXPIRES));
        return OptionalLong.of(expires.isEmpty() ? 0 : Math.max(0, expires.getAsLong() - madeAtMillis(answer)) / 1000);
    }

    /** Returns its date; now, if it has none. */
    private static long madeAtMillis(Headers answer) {
        return HttpDate.parse(answer.first(HeaderNames.DATE)).orElseGet(System::currentTimeMillis);
    }

    /** Returns how old the answer was when it came, in seconds. */
    static long initialAge(Headers answer, long sentAtMillis, long receivedAtMillis) {
        long apparent = HttpDate.parse(answer.first(HeaderNames.DATE)).stream()
                .map(date -> Math.max(0, receivedAtMillis - date) / 1000).findFirst().orElse(0);
        long corrected = age(answer) + Math.max(0, receivedAtMillis - sentAtMillis) / 1000;
        return Math.max(apparent, corrected);
    }

    /** Returns the seconds of the field, of which the first member counts; 0 where that is no number of them (RFC 9111 5.1). */
    private static long age(Headers answer) {
        String field = answer.first(CacheFields.AGE);
        if (field == null) {
            return 0;
        }
        int comma = field.indexOf(',');
        return CacheControl.deltaSeconds((comma < 0 ? field : field.substring(0, comma)).strip());
    }
}
