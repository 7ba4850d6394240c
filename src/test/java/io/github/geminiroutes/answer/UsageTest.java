package io.github.geminiroutes.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    private static Usage usage(String usageMetadata, String candidates) throws IOException {
        JsonNode response =
                GeminiJson.MAPPER.readTree(
                        "{'usageMetadata':%s,'candidates':%s}"
                                .formatted(usageMetadata, candidates)
                                .replace('\'', '"'));
        return Usage.of(response.path("usageMetadata"), response.path("candidates"));
    }

    @Test
    void tokensWithAPriceOfTheirOwnAreCountedApart() throws IOException {
        Usage usage =
                usage(
                        "{'promptTokenCount':100,'cachedContentTokenCount':30,'candidatesTokenCount':2000,"
                                + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':60},{'modality':'AUDIO','tokenCount':40}],"
                                + "'toolUsePromptTokensDetails':[{'modality':'AUDIO','tokenCount':5}],"
                                + "'cacheTokensDetails':[{'modality':'AUDIO','tokenCount':30}],"
                                + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':1120},"
                                + "{'modality':'AUDIO','tokenCount':500},{'modality':'TEXT','tokenCount':300},"
                                + "{'modality':'HOLOGRAM','tokenCount':80}]}",
                        "[]");

        assertThat(usage.extras()).isEqualTo(new UsageExtras(45, 30, 500, 1120, 80, 0, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'webSearchQueries':['a','b']} | 2 | false",
                "{'webSearchQueries':['a',' ']} | 1 | false",
                "{'webSearchQueries':['a'],'imageSearchQueries':['b']} | 2 | false",
                "{'groundingChunks':[{'web':{'uri':'https://example.com'}}]} | 1 | false",
                "{'groundingChunks':[{'maps':{'uri':'https://example.com'}}]} | 0 | true",
                "{'groundingChunks':[{'retrievedContext':{'uri':'x'}}]} | 0 | false",
                "{} | 0 | false"
            })
    void searchesAreCounted(String grounding, long queries, boolean usesMaps) throws IOException {
        UsageExtras extras =
                usage("{}", "[{'groundingMetadata':%s},{}]".formatted(grounding)).extras();

        assertThat(extras.searchQueries()).isEqualTo(queries);
        assertThat(extras.isMapsUsed()).isEqualTo(usesMaps);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0",
        "7, 7",
        "'\"7\"', 7",
        "1e99999, 1000000000000",
        "9223372036854775807, 1000000000000",
        "null, 0",
        "true, 0",
        "'[3]', 0",
        "'\"many\"', 0"
    })
    void aNumberThatIsNoneDoesNotSpoilTheSums(String number, long tokens) throws IOException {
        assertThat(usage("{\"promptTokenCount\":" + number + "}", "[]").inputTokens())
                .isEqualTo(tokens);
    }
}
