package io.gridgate.route;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Target;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The filter that takes the route's {@code strip_prefix} off the path for the service, by whole segments; a path that does not
 * begin with it stays.
 *
 * <p>Where the path states the version, its segment goes with the prefix.
 *
 * <p>Thread-safety: immutable.
 */
public final class StripPrefixFilter implements Filter {

    private final String prefix;
    private final @Nullable String versionPrefix;

    private StripPrefixFilter(String prefix, @Nullable String versionPrefix) {
        this.prefix = prefix;
        this.versionPrefix = versionPrefix;
    }

    /** Returns the filter of that prefix; {@code version} is the route's version where paths state it, else null. */
    public static StripPrefixFilter of(String prefix, @Nullable String version) {
        String bare = bare(prefix);
        return new StripPrefixFilter(bare, version == null ? null : '/' + version + bare);
    }

    private static String bare(String prefix) {
        String normalised = RouteTableBuilder.normalised(prefix.startsWith("/") ? prefix : '/' + prefix);
        return normalised.endsWith("/") ? normalised.substring(0, normalised.length() - 1) : normalised;
    }

    @Override
    public Stage stage() {
        return Stage.TRANSFORM;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        Target target = exchange.request().target();
        if (versionPrefix != null && begins(target.path(), versionPrefix)) {
            exchange.forwardTarget(without(target, versionPrefix));
        } else if (begins(target.path(), prefix)) {
            exchange.forwardTarget(without(target, prefix));
        }
        return next.proceed(exchange);
    }

    private static boolean begins(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Both readings have the same segments, so as many are cut from the encoded one as the prefix has. */
    private static String without(Target target, String prefix) {
        String path = target.forwardPath();
        int at = 0;
        for (int slash = prefix.indexOf('/'); slash >= 0 && at >= 0; slash = prefix.indexOf('/', slash + 1)) {
            at = path.indexOf('/', at + 1);
        }
        String rest = at < 0 ? "/" : path.substring(at);
        return Queries.append(rest, target.query());
    }

    @Override
    public String toString() {
        return "StripPrefixFilter(" + prefix + ")";
    }
}
