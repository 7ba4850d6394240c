package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageWarningsTest {

    private final List<String> warnings = new ArrayList<>();
    private final UsageWarnings usage = new UsageWarnings(warnings::add);

    private void look(String model, String metadata, Failure failure) {
        Response response =
                Response.parse(
                        ("{\"candidates\":[{}]" + metadata + "}").getBytes(StandardCharsets.UTF_8));
        usage.look(model, response.namesUsage() ? response.usage() : null, response, failure);
    }

    @Test
    void aModelThatDoesNotSayWhatItUsedIsToldOnce() {
        for (int i = 0; i < 3; i++) {
            look("none", "", null);
            look("zero", ",\"usageMetadata\":{\"promptTokenCount\":0}", null);
            look("negative", ",\"usageMetadata\":{\"promptTokenCount\":-5}", null);
        }

        assertThat(warnings)
                .hasSize(3)
                .anyMatch(told -> told.startsWith("none does not say"))
                .anyMatch(told -> told.startsWith("zero does not say"))
                .anyMatch(told -> told.startsWith("negative answers with numbers of tokens"));
    }

    @Test
    void aModelThatSaysItAndAnAnswerThatWasLeftAreNotTold() {
        look("well", ",\"usageMetadata\":{\"promptTokenCount\":5}", null);
        look("left", "", Failure.of(FailureKind.CANCELLED, "gone"));

        assertThat(warnings).isEmpty();
    }
}
