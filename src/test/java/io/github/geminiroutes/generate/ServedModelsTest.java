package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of the model that answered. */
class ServedModelsTest {

    private final List<String> warnings = new ArrayList<>();
    private final ServedModels served = new ServedModels(warnings::add);

    private void look(String asked, String response) {
        served.look(asked, Response.parse(response.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anotherModelThanWasAskedIsToldOncePerModel() {
        for (int i = 0; i < 3; i++) {
            look("gemini-3.7-flash", "{\"modelVersion\":\"gemini-3.8-flash\"}");
            look("gemini-3.5-flash", "{\"modelVersion\":\"gemini-3.5-flash-lite\"}");
        }

        assertThat(warnings)
                .containsExactly(
                        "gemini-3.7-flash was asked, and gemini-3.8-flash answered: the call is"
                                + " billed at the price of the latter",
                        "gemini-3.5-flash was asked, and gemini-3.5-flash-lite answered: the call"
                                + " is billed at the price of the latter");
    }

    @Test
    void aVersionOfTheModelAnAliasAndSilenceAreNoOtherModel() {
        look("gemini-3.8-flash", "{\"modelVersion\":\"gemini-3.8-flash-001\"}");
        look("gemini-3.8-flash-001", "{\"modelVersion\":\"models/gemini-3.8-flash\"}");
        look("gemini-flash-latest", "{\"modelVersion\":\"gemini-3.8-flash\"}");
        look("gemini-3.8-flash", "{\"candidates\":[]}");

        assertThat(warnings).isEmpty();
    }

    @Test
    void aModelThatEndsIsToldOnceWithTheDate() {
        String response =
                """
                {"modelVersion":"gemini-2.5-pro","modelStatus":{"modelStage":"DEPRECATED",
                 "retirementTime":"2026-12-01T00:00:00Z","message":"Use gemini-3.8-flash."}}""";
        look("gemini-2.5-pro", response);
        look("gemini-2.5-pro", response);
        look("gemini-3.8-flash", "{\"modelStatus\":{\"modelStage\":\"STABLE\"}}");

        assertThat(warnings)
                .containsExactly(
                        "Google calls gemini-2.5-pro DEPRECATED, to be retired on"
                                + " 2026-12-01T00:00:00Z: Use gemini-3.8-flash.");
    }
}
