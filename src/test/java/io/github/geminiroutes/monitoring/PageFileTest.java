package io.github.geminiroutes.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PageFileTest {

    @Test
    void thePolicyNamesTheDigestsOfScriptAndStyle() {
        PageFile page = PageFile.of("<style>a</style><script>b</script>");

        // printf a | openssl dgst -sha256 -binary | base64
        assertThat(page.policy())
                .contains("style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='")
                .contains("script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='")
                .startsWith("default-src 'none';")
                .doesNotContain("unsafe");
    }

    @Test
    void theShippedPageAsksForNothingFromOutside() {
        // The name space of SVG is a name, no address that is asked.
        String html =
                new String(PageFile.read().html(), StandardCharsets.UTF_8)
                        .replace("http://www.w3.org/2000/svg", "");

        assertThat(html).doesNotContain("http://", "https://", "src=\"//", "@import", "innerHTML");
    }
}
