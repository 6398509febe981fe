package io.gridgate.cache;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an unsafe request that went well makes invalid beside its own target: what its answer names on the same origin.
 *
 * <p>Thread-safety: stateless. Source: RFC 9111 4.4.
 */
final class Invalidation {

    private Invalidation() {}

    /** Returns the keys of what is stored and is so no more, without its own. */
    static Set<CachePolicy.Key> others(Exchange exchange, CachePolicy policy, CachePolicy.Key own, Response response) {
        Set<CachePolicy.Key> keys = new LinkedHashSet<>();
        if (policy.keysByTarget()) {
            for (String field : new String[]{HeaderNames.LOCATION, CacheFields.CONTENT_LOCATION}) {
                String target = sameOrigin(exchange, response.headers().first(field));
                if (target != null) {
                    keys.add(policy.key(CachePolicy.origin(exchange) + target));
                }
            }
        }
        keys.remove(own);
        return keys;
    }

    /** Returns whether the answer says that it shows what its request's target is like (RFC 9110 8.7). */
    static boolean isOfItsTarget(Exchange exchange, Response response) {
        return response.headers().count(CacheFields.CONTENT_LOCATION) == 1 && exchange.request().target().forwardTarget()
                .equals(sameOrigin(exchange, response.headers().first(CacheFields.CONTENT_LOCATION)));
    }

    private static @Nullable String sameOrigin(Exchange exchange, @Nullable String reference) {
        if (reference == null) {
            return null;
        }
        try {
            URI base = new URI(CachePolicy.target(exchange));
            URI named = reference.isBlank() ? base : base.resolve(new URI(reference.strip()));
            boolean same = base.getScheme().equalsIgnoreCase(named.getScheme()) && named.getRawAuthority() != null
                    && base.getRawAuthority().equalsIgnoreCase(named.getRawAuthority());
            if (!same) {
                return null;
            }
            String path = named.getRawPath().isEmpty() ? "/" : named.getRawPath();
            return named.getRawQuery() == null ? path : path + '?' + named.getRawQuery();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
