package io.github.geminiroutes.template;

import static io.github.geminiroutes.template.TemplateFixtures.text;
import static io.github.geminiroutes.template.TemplateFixtures.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.WorkTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A template reaches nothing but its values, and it ends. */
class HostileTemplateTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{class.classLoader}}",
                "{{this.class}}",
                "{{this.getClass}}",
                "{{getClass}}",
                "{{name.class.name}}",
                "{{name.bytes}}",
                "{{name.hash}}",
                "{{list.class}}",
                "{{list.size}}",
                "{{list.elementData}}",
                "{{list.[class]}}",
                "{{this.[class]}}",
                "{{entrySet}}",
                "{{map.empty}}",
                "{{map.table}}",
                "{{@root.class}}",
                "{{@root.getClass.classLoader}}",
                "{{@partial-block}}",
                "{{@callee}}",
                "{{@io.github.geminiroutes.template.Rendering}}",
                "{{@[io.github.geminiroutes.template.Rendering]}}",
                "{{json @[io.github.geminiroutes.template.Rendering]}}",
                "{{lookup this \"class\"}}",
                "{{lookup name \"class\"}}",
                "{{lookup list \"class\"}}",
                "{{lookup @root \"getClass\"}}",
                "{{lookup (lookup this \"class\") \"classLoader\"}}",
                "{{#with (lookup this \"class\")}}{{classLoader}}{{/with}}",
                "{{#with name}}{{class}}{{/with}}",
                "{{#each this.class.methods}}{{name}}{{/each}}",
                "{{../class}}",
                "{{#with map}}{{../../class}}{{/with}}",
                "{{include \"/etc/passwd\"}}",
                "{{embedded \"x\"}}",
                "{{partial \"x\"}}",
                "{{precompile \"x\"}}",
                "{{i18n \"x\"}}",
                "{{log \"x\"}}",
                "{{helperMissing name}}",
                "{{> /etc/passwd}}",
                "{{> [/etc/passwd]}}",
                "{{> [../../x]}}",
                "{{> \"../x\"}}",
                "{{> (lookup this \"path\")}}",
            })
    void reachesNothingButItsValues(String template) {
        assertThatThrownBy(
                        () ->
                                text(
                                        template,
                                        "{name: x, list: [1], map: {a: 1}, path: ../../etc/passwd}"))
                .isInstanceOf(TemplateException.class);
    }

    @Test
    void allThatJsonOfTheRootShowsIsTheValues() {
        assertThat(text("{{json @root}}{{#each .}}{{@key}}{{/each}}", "{name: x}"))
                .isEqualTo("{\"name\":\"x\"}name");
    }

    static Stream<Arguments> endless() {
        Map<String, String> doubling = new HashMap<>();
        Map<String, String> chain = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String next = "{{> p" + (i + 1) + "}}";
            chain.put("p" + i, next);
            if (i < 40) {
                doubling.put("p" + i, next + next);
            }
        }
        doubling.put("p40", "");
        chain.put("p200", "");
        return Stream.of(
                Arguments.of("each in each, 100", nested("{{#each @root.a}}", 100), Map.of()),
                Arguments.of("each in each, 60", nested("{{#each @root.a}}", 60), Map.of()),
                Arguments.of("with in with", nested("{{#with @root}}", 5000), Map.of()),
                Arguments.of("partials that double", "{{> p0}}", doubling),
                Arguments.of("a long chain of partials", "{{> p0}}", chain),
                Arguments.of("a partial that uses itself", "{{> a}}", Map.of("a", "{{> a}}")),
                Arguments.of(
                        "partials in a circle",
                        "{{> a}}",
                        Map.of("a", "x{{> b}}", "b", "{{#if @root}}{{> a}}{{/if}}")),
                Arguments.of(
                        "much output",
                        "{{#each a}}{{#each @root.a}}{{json @root}}{{@root.s}}{{/each}}{{/each}}"
                                .repeat(300),
                        Map.of()),
                Arguments.of(
                        "many turns",
                        "{{#each a}}{{role \"user\"}}u{{/each}}".repeat(1_200),
                        Map.of()),
                Arguments.of("parentheses", "{{json " + "(lookup ".repeat(5000) + "}}", Map.of()),
                Arguments.of("a long path", "{{" + "a.".repeat(50_000) + "a}}", Map.of()),
                Arguments.of("steps up", "{{" + "../".repeat(50_000) + "a}}", Map.of()),
                Arguments.of("many parameters", "{{json" + " a".repeat(50_000) + "}}", Map.of()),
                Arguments.of("many tags", "{{a}}".repeat(50_000), Map.of()),
                Arguments.of("a large template", "{{a}}" + " ".repeat(3_000_000), Map.of()),
                Arguments.of("open tags", "{{a ".repeat(50_000), Map.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endless")
    void ends(String name, String template, Map<String, String> partials) {
        Assertions.assertTimeoutPreemptively(
                LONG,
                () ->
                        assertThatThrownBy(
                                        () ->
                                                text(
                                                        template,
                                                        "{a: [1, 2, 3, 4, 5, 6, 7, 8, 9], s: "
                                                                + "y".repeat(1000)
                                                                + "}",
                                                        partials))
                                .isInstanceOf(TemplateException.class));
    }

    @Test
    void aNumberWithAHugeExponentStaysShort() {
        assertThat(text("{{n}} {{json n}}", "{n: 1E+999999999}").length()).isLessThan(50);
    }

    @Test
    void textWithoutTagsIsBoundedToo() {
        PromptTemplate template = PromptTemplate.parse("x".repeat(11), Partials.NONE);

        assertThatThrownBy(() -> template.render((ObjectNode) yaml("{}"), Set.of(), 10))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("more than 10 characters");
    }

    @Test
    void aRenderingEndsWithItsTime() {
        long[] now = {0};
        WorkTime time =
                new WorkTime(
                        () -> now[0] += 20_000_000_000L, () -> now[0], PromptTemplate.PATIENCE);
        Rendering rendering = new Rendering(name -> false, Set.of(), 10, time);

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < Rendering.MAX_STEPS; i++) {
                                rendering.step();
                            }
                        })
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("takes longer than 10 s");
    }

    private static String nested(String open, int levels) {
        String close = open.startsWith("{{#each") ? "{{/each}}" : "{{/with}}";
        return open.repeat(levels) + "x" + close.repeat(levels);
    }
}
