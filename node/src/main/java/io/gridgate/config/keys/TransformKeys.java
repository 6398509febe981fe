package io.gridgate.config.keys;

import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.template;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;
import static io.gridgate.config.shape.Shapes.named;

import io.gridgate.base.Template;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTransforms.Edits;
import io.gridgate.config.route.RouteTransforms.Format;
import io.gridgate.config.route.RouteTransforms.Graphql;
import io.gridgate.config.route.RouteTransforms.Grpc;
import io.gridgate.config.route.RouteTransforms.RequestTransform;
import io.gridgate.config.route.RouteTransforms.ResponseTransform;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Values;
import java.util.List;
import java.util.Map;

/**
 * The keys of a route that change requests and answers, or translate them to another protocol.
 *
 * <p>Thread-safety: immutable.
 */
final class TransformKeys {

    private static final RequestTransform SAME_REQUEST = new RequestTransform(Edits.NONE, Edits.NONE, null);
    private static final ResponseTransform SAME_RESPONSE = new ResponseTransform(Edits.NONE, null, null);

    private TransformKeys() {}

    private static MapShape<Edits> edits(String name, String meaning, ScalarShape<String> word) {
        Key<Edits, Map<String, Template>> set = Key.<Edits, Map<String, Template>>of("set", named("NAME", word, template()), Edits::set,
                "set to this, whatever there was").orElse(Map.of());
        Key<Edits, Map<String, Template>> add = Key.<Edits, Map<String, Template>>of("add", named("NAME", word, template()), Edits::add,
                "added to what there is").orElse(Map.of());
        Key<Edits, List<String>> remove = Key.<Edits, List<String>>of("remove", distinct(word), Edits::remove, "removed").orElse(List.of());
        return MapShape.of(name, meaning, List.of(set, add, remove), v -> new Edits(v.get(set), v.get(add), v.get(remove)));
    }

    private static final MapShape<Edits> HEADER_EDITS = edits("header_edits", "Edits of header fields.", Words.HEADER);
    private static final MapShape<Edits> QUERY_EDITS = edits("query_edits", "Edits of query parameters.", text());

    private static final Key<String, String> JSONATA = Key
            .<String, String>of("jsonata", text("JSONata expression"), body -> body, "an expression over the JSON body").required();
    private static final MapShape<String> BODY = MapShape.of("body_transform", "How a body is made from another.", List.of(JSONATA),
            v -> v.get(JSONATA));

    private static final Key<RequestTransform, Edits> REQUEST_HEADERS = Key
            .<RequestTransform, Edits>of("headers", HEADER_EDITS, RequestTransform::headers, "edits of header fields").orElse(Edits.NONE);
    private static final Key<RequestTransform, Edits> REQUEST_QUERY = Key
            .<RequestTransform, Edits>of("query", QUERY_EDITS, RequestTransform::query, "edits of query parameters").orElse(Edits.NONE);
    private static final Key<RequestTransform, String> REQUEST_BODY = Key.of("body", BODY, RequestTransform::jsonata,
            "how the body is made");
    private static final MapShape<RequestTransform> REQUEST_MAP = MapShape.of("request_transform", "How requests are changed.",
            List.of(REQUEST_HEADERS, REQUEST_QUERY, REQUEST_BODY),
            v -> new RequestTransform(v.get(REQUEST_HEADERS), v.get(REQUEST_QUERY), v.find(REQUEST_BODY)));

    private static final Key<ResponseTransform, Edits> RESPONSE_HEADERS = Key
            .<ResponseTransform, Edits>of("headers", HEADER_EDITS, ResponseTransform::headers, "edits of header fields").orElse(Edits.NONE);
    private static final Key<ResponseTransform, String> RESPONSE_BODY = Key.of("body", BODY, ResponseTransform::jsonata,
            "how the body is made");
    private static final Key<ResponseTransform, Format> FORMAT = Key.of("format", oneOf(Format.class), ResponseTransform::format,
            "the format the body is converted to");
    private static final MapShape<ResponseTransform> RESPONSE_MAP = MapShape.of("response_transform", "How answers are changed.",
            List.of(RESPONSE_HEADERS, RESPONSE_BODY, FORMAT),
            v -> new ResponseTransform(v.get(RESPONSE_HEADERS), v.find(RESPONSE_BODY), v.find(FORMAT)));

    private static final Key<Grpc, String> DESCRIPTOR = Key.of("descriptor", text("file"), Grpc::descriptorFile,
            "a compiled descriptor set");
    private static final Key<Grpc, Boolean> REFLECTION = Key
            .<Grpc, Boolean>of("reflection", bool(), Grpc::reflection, "whether the service's reflection is asked instead").orElse(false);
    private static final Key<Grpc, String> METHOD = Key.<Grpc, String>of("method", text("method",
            name -> name.matches("[A-Za-z_][A-Za-z0-9_.]*/[A-Za-z_][A-Za-z0-9_]*"), "package.Service/Method"), Grpc::method,
            "package.Service/Method").required();
    private static final Key<Grpc, Map<String, Template>> MESSAGE = Key
            .<Grpc, Map<String, Template>>of("request", named("FIELD", text(), template()),
                    Grpc::request, "fields of the message")
            .orElse(Map.of());
    private static final MapShape<Grpc> GRPC_MAP = MapShape.checked("grpc", "A REST request as one call of a gRPC method.",
            List.of(DESCRIPTOR, REFLECTION, METHOD, MESSAGE), TransformKeys::grpc);

    private static Grpc grpc(Values v, String path, Reading reading) {
        if ((v.find(DESCRIPTOR) == null) != v.get(REFLECTION)) {
            reading.error(path, "exactly one of descriptor, reflection: true is expected");
        }
        return new Grpc(v.find(DESCRIPTOR), v.get(REFLECTION), v.get(METHOD), v.get(MESSAGE));
    }

    private static final Key<Graphql, String> QUERY = Key.<Graphql, String>of("query", text("GraphQL query"), Graphql::query, "the query")
            .required();
    private static final Key<Graphql, Map<String, Template>> VARIABLES = Key.<Graphql, Map<String, Template>>of("variables",
            named("NAME", text(), template()), Graphql::variables, "its variables").orElse(Map.of());
    private static final Key<Graphql, String> EXTRACT = Key.of("extract", text("dotted path"), Graphql::extract,
            "the part of the answer that is sent on");
    private static final MapShape<Graphql> GRAPHQL_MAP = MapShape.of("graphql", "A REST request as one GraphQL query.",
            List.of(QUERY, VARIABLES, EXTRACT),
            v -> new Graphql(v.get(QUERY), v.get(VARIABLES), v.find(EXTRACT)));

    static final Key<RouteConfig, RequestTransform> REQUEST = Key.<RouteConfig, RequestTransform>of("request", REQUEST_MAP,
            r -> r.transforms().request(), "how requests are changed")
            .needs(Feature.TRANSFORMS, transform -> !transform.equals(SAME_REQUEST));
    static final Key<RouteConfig, ResponseTransform> RESPONSE = Key.<RouteConfig, ResponseTransform>of("response", RESPONSE_MAP,
            r -> r.transforms().response(), "how answers are changed")
            .needs(Feature.TRANSFORMS, transform -> !transform.equals(SAME_RESPONSE));
    static final Key<RouteConfig, Grpc> GRPC = Key.<RouteConfig, Grpc>of("grpc", GRPC_MAP, r -> r.transforms().grpc(),
            "the request as a call of a gRPC method").needs(Feature.GRPC, grpc -> true);
    static final Key<RouteConfig, Graphql> GRAPHQL = Key.<RouteConfig, Graphql>of("graphql", GRAPHQL_MAP, r -> r.transforms().graphql(),
            "the request as a GraphQL query").needs(Feature.GRAPHQL, graphql -> true);
}
