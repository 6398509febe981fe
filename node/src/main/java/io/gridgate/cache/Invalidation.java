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
 * What an unsafe request that went well makes invalid: its own target, and what its answer names on the same origin.
 *
 * <p>Thread-safety: stateless. Source: RFC 9111 4.4.
 */
final class Invalidation {

    private Invalidation() {}

    /** Returns the keys of what is stored and is so no more. */
    static Set<CachePolicy.Key> of(Exchange exchange, CachePolicy policy, Response response) {
        Set<CachePolicy.Key> keys = new LinkedHashSet<>();
        keys.add(policy.key(exchange));
        if (policy.keysByTarget()) {
            for (String field : new String[]{HeaderNames.LOCATION, CacheFields.CONTENT_LOCATION}) {
                String target = sameOrigin(exchange, response.headers().first(field));
                if (target != null) {
                    keys.add(policy.key(CachePolicy.origin(exchange) + target));
                }
            }
        }
        return keys;
    }

    private static @Nullable String sameOrigin(Exchange exchange, @Nullable String reference) {
        if (reference == null) {
            return null;
        }
        try {
            URI base = new URI(CachePolicy.target(exchange));
            URI named = base.resolve(new URI(reference.strip()));
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
