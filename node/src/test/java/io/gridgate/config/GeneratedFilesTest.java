package io.gridgate.config;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The files that are generated from the description of the keys are as committed. */
class GeneratedFilesTest {

    @Test
    void gatewaySchemaIsUpToDate() throws IOException {
        GoldenFile.check(GoldenFile.project("config/gateway.schema.json"), DocumentReference.gatewaySchema());
    }

    @Test
    void nodeSchemaIsUpToDate() throws IOException {
        GoldenFile.check(GoldenFile.project("config/node.schema.json"), DocumentReference.nodeSchema());
    }

    @Test
    void referenceOfKeysIsUpToDate() throws IOException {
        GoldenFile.check(GoldenFile.project("docs/reference.md"), DocumentReference.markdown());
    }
}
