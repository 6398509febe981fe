package io.gridgate.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Trees as YAML. */
final class YamlTextTest {

    @Test
    void textThatCouldBeAnythingElseIsQuoted() throws Exception {
        String json = """
                {"a":"plain text","b":"true","c":"1.0","d":"","e":"with: colon","f":"# no","g":null,"h":[],"i":{},"j":"10.0.1.1:8080","k":"-",
                "l":"a\\nb","m":true,"n":1.5,"two words":1,"o":"http://127.0.0.1:9080"}""";

        assertThat(YamlText.of(new ObjectMapper().readTree(json))).isEqualTo("""
                a: plain text
                b: "true"
                c: "1.0"
                d: ""
                e: "with: colon"
                f: "# no"
                g: null
                h: []
                i: {}
                j: "10.0.1.1:8080"
                k: "-"
                l: "a\\nb"
                m: true
                "n": 1.5
                two words: 1
                o: http://127.0.0.1:9080
                """);
    }

    @Test
    void listsAndMapsNest() throws Exception {
        assertThat(YamlText.of(new ObjectMapper().readTree("{\"a\":[{\"b\":1,\"c\":[1,2]},[3,[4]]]}"))).isEqualTo("""
                a:
                  - b: 1
                    c:
                      - 1
                      - 2
                  - - 3
                    - - 4
                """);
    }
}
