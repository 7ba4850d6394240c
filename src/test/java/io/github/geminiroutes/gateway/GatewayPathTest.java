package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths the gateway has. */
class GatewayPathTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /v1beta/models/gemini-3.8-flash:generateContent, GENERATE, gemini-3.8-flash",
        "POST, /v1/models/m%3AgenerateContent, GENERATE, m",
        "POST, /v1/models/m:streamGenerateContent, STREAM, m",
        "POST, /v1beta/models/m:countTokens, COUNT_TOKENS, m",
        "GET, /v1beta/models/m, GET_MODEL, m",
        "GET, /v1/models, LIST_MODELS,",
    })
    void hasWhatGeminiHas(String method, String path, Operation operation, String model) {
        assertThat(GatewayPath.of(method.equals("POST"), path))
                .isEqualTo(new GatewayPath(operation, model));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1beta/models/m",
        "POST, /v1beta/models",
        "POST, /v1beta/models/m:batchGenerateContent",
        "POST, /v1beta/models/m:listModels",
        "POST, /v1beta/models/../x:generateContent",
        "POST, /v1beta/models/.m:generateContent",
        "POST, /v1beta/models/m%2Fx:generateContent",
        "POST, /v1beta/tunedModels/m:generateContent",
        "POST, /v2/models/m:generateContent",
        "POST, /v1beta/models/m:generateContent/",
        "GET, /v1beta/models/m:generateContent",
        "GET, /v1beta/files",
        "GET, /v1beta/models/",
    })
    void hasNothingElse(String method, String path) {
        assertThat(GatewayPath.of(method.equals("POST"), path)).isNull();
    }
}
