package io.gridgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description says what the API serves, no more and no less. */
final class OpenApiTest {

    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\"\\s*:\\s*\"#/([^\"]+)\"");

    @Test
    void everyServedOperationIsDescribedAndViceVersa() throws Exception {
        List<String> described = new ArrayList<>();
        new ObjectMapper().readTree(OpenApi.text()).path("paths").properties()
                .forEach(path -> path.getValue().fieldNames()
                        .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        try (AdminFixture admin = new AdminFixture(null)) {
            assertThat(described).containsExactlyInAnyOrderElementsOf(
                    admin.api().endpoints().stream().map(endpoint -> endpoint.method() + " " + endpoint.path()).toList());
        }
    }

    @Test
    void everyReferenceHasATarget() throws Exception {
        JsonNode description = new ObjectMapper().readTree(OpenApi.text());
        Matcher reference = REFERENCE.matcher(OpenApi.text());
        while (reference.find()) {
            assertThat(description.at("/" + reference.group(1)).isMissingNode()).as(reference.group(1)).isFalse();
        }
    }
}
