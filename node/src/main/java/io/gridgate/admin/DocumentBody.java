package io.gridgate.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.StrictUtf8;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway document on the wire: one YAML or JSON text as it is, or several named files in one JSON object
 * ({@code {"files":[{"name","text"}]}}, {@link #FILES_TYPE}).
 *
 * <p>Thread-safety: stateless.
 */
final class DocumentBody {

    static final String FILES_TYPE = "application/vnd.gridgate.files+json";

    private static final String YAML_TYPE = "application/yaml";
    private static final Set<String> YAML_TYPES = Set.of(YAML_TYPE, "application/x-yaml", "text/yaml", "text/x-yaml");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,200}");

    private DocumentBody() {}

    /** Returns the document that the call bears; one text is called by the query parameter {@code name}, or {@code gateway.yaml}. */
    static GatewaySource read(Call call) {
        String type = mediaType(call.field(HeaderNames.CONTENT_TYPE));
        GatewaySource source;
        if (type.equals(FILES_TYPE)) {
            source = new GatewaySource(files(call.body()));
        } else if (type.equals(Json.TYPE)) {
            source = GatewaySource.of(checkedName(call.text("name", "gateway.json", 200)), text(call.body()));
        } else if (YAML_TYPES.contains(type)) {
            source = GatewaySource.of(checkedName(call.text("name", "gateway.yaml", 200)), text(call.body()));
        } else {
            throw new AdminRefusal(AdminRefusal.Code.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be application/yaml, application/json or " + FILES_TYPE);
        }
        long octets = source.files().stream().mapToLong(file -> file.text().getBytes(StandardCharsets.UTF_8).length).sum();
        if (octets > GatewaySource.BYTES_MAX) {
            throw GatewayException.of(ErrorCode.BODY_TOO_LARGE, "the document is larger than " + GatewaySource.BYTES_MAX + " bytes");
        }
        return source;
    }

    /** Returns the answer that bears the document: its text as it was sent, or its files when it has several or the client accepts them. */
    static Response answer(GatewaySource source, @Nullable String accept) {
        if (source.files().size() > 1 || accept != null && accept.contains(FILES_TYPE)) {
            Response answer = Json.answer(200, Json.object().set("files", filesOf(source)));
            answer.headers().set(HeaderNames.CONTENT_TYPE, FILES_TYPE);
            return answer;
        }
        NamedText file = source.files().getFirst();
        String type = file.name().toLowerCase(Locale.ROOT).endsWith(".json") ? Json.TYPE : YAML_TYPE;
        return new Response(200, Headers.of(HeaderNames.CONTENT_TYPE, type), Body.of(file.text().getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the files as a list of {@code {"name","text"}}. */
    static ArrayNode filesOf(GatewaySource source) {
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        for (NamedText file : source.files()) {
            files.add(Json.object().put("name", file.fileName()).put("text", file.text()));
        }
        return files;
    }

    private static List<NamedText> files(byte[] body) {
        JsonNode list = tree(body).path("files");
        if (!list.isArray() || list.isEmpty() || list.size() > GatewaySource.FILES_MAX) {
            throw bad("files must be a list of 1 to " + GatewaySource.FILES_MAX + " objects with name and text");
        }
        List<NamedText> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode entry : list) {
            if (!(entry instanceof ObjectNode file) || !file.path("name").isTextual() || !file.path("text").isTextual()) {
                throw bad("each of files must have a name and a text");
            }
            String name = checkedName(file.path("name").textValue());
            if (!names.add(name)) {
                throw bad("file " + name + " is there twice");
            }
            files.add(new NamedText(name, file.path("text").textValue()));
        }
        return files;
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.parse(body);
        } catch (JsonProcessingException e) {
            throw bad("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw bad("the body is not JSON");
        }
    }

    /** Returns the name if it is that of a plain file: no directories, no control characters. */
    private static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw bad("a file's name must have 1 to 200 characters, without directories");
        }
        return name;
    }

    private static String text(byte[] utf8) {
        try {
            return StrictUtf8.decode(utf8);
        } catch (CharacterCodingException e) {
            throw bad("the body is not UTF-8");
        }
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static GatewayException bad(String message) {
        return GatewayException.of(ErrorCode.BAD_REQUEST, message);
    }
}
