package io.gridgate.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** JSON read by its own parser is what YAML's makes of it, or is left to that one. */
class JsonTreeReaderTest {

    @Test
    void soundJsonGivesTheTreeThatYamlGives() {
        for (String text : List.of("{}", " \n{\"a\": []}\n",
                "{\"a\":{\"b\":[1,-2.50,1E5,0.10,{\"c\":\"d: e # f\"}]},\"\":null,\"h\":[true,false]}",
                "{\"u\": \"\\u00e9\u00e9\\/\\\\\\\"\\n\\t\\b\\f\\r\\u2028 \", \"null\": \"null\", \"n\": \"~\", \"t\": \"  x  \"}",
                "{\t\"tabs\":\t[\t1,\r\n2]}")) {
            assertThat(json(text)).as(text).isNotNull().isEqualTo(yaml(text));
        }
    }

    @Test
    void whatIsNotSurelyTheSameIsLeftToYaml() {
        for (String text : List.of("", "a: 1", "[1]", "{a: 1}", "{\"a\": 1,}", "{\"a\": 1} {\"b\": 2}", "{\"a\": 1} # one", "{\"a\": 01}",
                "{\"a\": 1",
                "{\"a\": 1, \"a\": 2}", "{\"a\": \"\\ud83d\\ude00\"}", "{\"a\": \"\ud83d\ude00\"}", "{\"a\": \"\u0085\"}",
                "\ufeff{\"a\": 1}",
                "{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}")) {
            assertThat(json(text)).as(text).isNull();
        }
    }

    private static @Nullable Tree json(String text) {
        return JsonTreeReader.read(new NamedText("t.json", text));
    }

    /** Returns the tree that YAML's parser makes of the text behind a comment. */
    private static @Nullable Tree yaml(String text) {
        return TreeReader.read(new NamedText("t.json", "#\n" + text.replace('\t', ' ')), Places.LEFT_OUT, new Problems());
    }
}
