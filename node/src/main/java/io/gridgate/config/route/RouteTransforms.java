package io.gridgate.config.route;

import io.gridgate.base.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a route changes requests and answers, or translates them to another protocol.
 *
 * <p>Thread-safety: immutable.
 *
 * @param request absent: requests are forwarded as they are
 * @param response absent: answers are sent on as they are
 * @param grpc absent: no translation to gRPC
 * @param graphql absent: no translation to GraphQL
 */
public record RouteTransforms(
        @Nullable RequestTransform request,
        @Nullable ResponseTransform response,
        @Nullable Grpc grpc,
        @Nullable Graphql graphql) {
    public static final RouteTransforms NONE = new RouteTransforms(null, null, null, null);

    /** Edits of fields or parameters: key: name → value: template of the value. */
    public record Edits(Map<String, Template> set, Map<String, Template> add, List<String> remove) {
        public static final Edits NONE = new Edits(Map.of(), Map.of(), List.of());

        public Edits {
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
            add = Collections.unmodifiableMap(new LinkedHashMap<>(add));
            remove = List.copyOf(remove);
        }
    }

    /** Edits of a request; {@code jsonata} is an expression over the body. */
    public record RequestTransform(Edits headers, Edits query, @Nullable String jsonata) {}

    /** Edits of an answer; {@code jsonata} is an expression over the body. */
    public record ResponseTransform(Edits headers, @Nullable String jsonata, @Nullable Format format) {}

    /** The format that an answer's body is converted to. */
    public enum Format {
        JSON,
        XML
    }

    /**
     * A REST request as one call of a gRPC method.
     *
     * @param descriptorFile a compiled descriptor set; absent: the service's reflection is asked
     * @param method {@code package.Service/Method}
     * @param request key: field of the message → value: template of its value
     */
    public record Grpc(@Nullable String descriptorFile, boolean reflection, String method, Map<String, Template> request) {
        public Grpc {
            request = Collections.unmodifiableMap(new LinkedHashMap<>(request));
        }
    }

    /**
     * A REST request as one GraphQL query.
     *
     * @param variables key: variable → value: template of its value
     * @param extract the dotted path of the part of the answer that is sent on; absent: all of it
     */
    public record Graphql(String query, Map<String, Template> variables, @Nullable String extract) {
        public Graphql {
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }
    }
}
