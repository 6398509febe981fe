package io.gridgate.config.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sound JSON text into the tree that YAML's parser makes of it, in a fraction of the time and memory: large documents are JSON that a
 * program wrote. Whatever is not sound, or not certain to be the same in YAML, is left to that parser and its messages.
 *
 * <p>Thread-safety: confined to one read.
 */
final class JsonTreeReader {

    private static final JsonFactory JSON = new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

    private final JsonParser parser;
    private final Mark start;
    private final Problems problems = new Problems();
    private final TreeBuilder tree = new TreeBuilder(problems);

    private JsonTreeReader(JsonParser parser, Mark start) {
        this.parser = parser;
        this.start = start;
    }

    /** Returns the tree of the text, each node of which is said to stand where the text begins; null if it is to be read as YAML. */
    static @Nullable Tree read(NamedText text) {
        if (!text.text().stripLeading().startsWith("{") || text.text().length() > GatewaySource.BYTES_MAX || !isPlain(text.text())) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(text.text())) {
            return new JsonTreeReader(parser, new Mark(text.name(), 1, 1)).tree();
        } catch (JsonProcessingException | TreeBuilder.Refused _) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Tree tree() throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (tree.root() != null) {
                return null;
            }
            take(token);
        }
        return problems.found() == 0 ? tree.root() : null;
    }

    private void take(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT, START_ARRAY -> tree.start(start, token == JsonToken.START_OBJECT, null);
            case END_OBJECT, END_ARRAY -> tree.end();
            case FIELD_NAME, VALUE_STRING -> tree.scalar(new Tree.Scalar(start, parser.getText(), false), null);
            default -> tree.scalar(new Tree.Scalar(start, parser.getText(), true), null);
        }
    }

    /** Returns whether the text has nothing but characters that YAML takes as they are (YAML 1.2.2, 5.1), and no escaped surrogate. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7F && c < 0xA0 || Character.isSurrogate(c) || c > 0xFFFD) {
                return false;
            }
        }
        return !text.contains("\\ud") && !text.contains("\\uD");
    }
}
