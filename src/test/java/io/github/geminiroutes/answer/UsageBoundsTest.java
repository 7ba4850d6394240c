package io.github.geminiroutes.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of tokens that a server may name, and such that nobody can have used. */
class UsageBoundsTest {

    private static Response response(String usage) {
        String json = "{\"usageMetadata\":" + usage.replace('\'', '"') + "}";
        return Response.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'promptTokenCount':1000000000000}",
                "{'promptTokenCount':20000001}",
                "{'candidatesTokenCount':2000001}",
                "{'candidatesTokenCount':-1}",
                "{'thoughtsTokenCount':12.7}",
                "{'totalTokenCount':1e99999}",
                "{'totalTokenCount':1e2147483647}",
                "{'totalTokenCount':9223372036854775807}",
                "{'toolUsePromptTokenCount':'many'}",
                "{'cachedContentTokenCount':true}",
                "{'promptTokenCount':[3]}",
                "{'promptTokensDetails':[{'modality':'AUDIO','tokenCount':1e12}]}",
                "{'candidatesTokensDetails':[{'tokenCount':1500000},{'tokenCount':1500000}]}"
            })
    void numbersThatCannotBeAreInNoSum(String usage) {
        Response response = response(usage);

        assertThat(response.namesUsage()).isFalse();
        assertThat(response.namesIncredibleUsage()).isTrue();
        assertThat(response.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'promptTokenCount':1048576,'candidatesTokenCount':65536,'totalTokenCount':1114112}",
                "{'promptTokenCount':'7','thoughtsTokenCount':null}",
                "{'promptTokenCount':7.0}",
                "{'promptTokensDetails':[{'modality':'TEXT'}],'unknown':-5}"
            })
    void numbersThatCanBeCount(String usage) {
        assertThat(response(usage).namesUsage()).isTrue();
        assertThat(response(usage).namesIncredibleUsage()).isFalse();
    }
}
