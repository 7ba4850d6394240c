package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.geminiroutes.support.GeminiJson;
import org.junit.jupiter.api.Test;

class SchemaLimitsTest {

    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void whatIsKeptFitsIntoTheHeap() {
        assertThat(SchemaLimits.maxKept(256 * MEGABYTE)).isBetween(50_000, 80_000);
        assertThat(SchemaLimits.maxKept(8192 * MEGABYTE)).isEqualTo(300_000);
    }

    @Test
    void alternativesThatAnAnswerDidNotChooseAreCounted() throws Exception {
        String schema =
                "{\"additionalProperties\":{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}}";
        ObjectNode answer = GeminiJson.MAPPER.createObjectNode();
        for (int i = 0; i < 3_000; i++) {
            answer.put("k" + i, i);
        }

        assertThatThrownBy(
                        () -> SchemaLimits.ofFirstViolation(1_000).within(compiled(schema), answer))
                .isInstanceOf(SchemaLimits.Met.class);
        assertThat(SchemaLimits.ofFirstViolation(100_000).within(compiled(schema), answer))
                .isEmpty();
    }

    @Test
    void nothingIsKeptOfALargeAnswerWithoutAlternatives() throws Exception {
        ArrayNode answer = GeminiJson.MAPPER.createArrayNode();
        for (int i = 0; i < 50_000; i++) {
            answer.add(i);
        }

        assertThat(
                        SchemaLimits.ofFirstViolation(10)
                                .within(
                                        compiled(
                                                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"),
                                        answer))
                .isEmpty();
    }

    private static JsonSchema compiled(String schema) throws Exception {
        JsonNode tree = GeminiJson.MAPPER.readTree(schema);
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(tree);
    }
}
