package io.github.geminiroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which room may use which: a room is a package below {@code io.github.geminiroutes}, and a package
 * within a room is a room of its own. An import, a static import and a fully qualified name in the
 * code each make an arrow from room to room; comments do not.
 */
class ArchitectureTest {

    /**
     * All arrows, from the top floor to the ground: on the left a room, on the right the rooms that
     * it may use. No arrow points upwards in this table.
     */
    private static final String ARROWS =
            """
            Main                 app support

            app                  answer api batch cluster diagnostics diagnostics.section diagnostics.system estimate event failure folder gateway generate message monitoring policy prompt quota settings support task.rows template usage

            monitoring           batch diagnostics diagnostics.section failure folder generate message quota support task.rows usage
            diagnostics          api diagnostics.network diagnostics.section diagnostics.system failure folder prompt settings support usage
            diagnostics.network  api diagnostics.section failure support
            diagnostics.system   diagnostics.section folder settings support
            diagnostics.section  api prompt support

            batch                api batch.job event failure folder generate prompt support table task.rows usage

            task.rows            answer failure folder generate policy prompt support table task
            task                 folder generate prompt support table

            folder               answer breaker event failure generate policy prompt support usage
            message              answer event failure generate policy prompt support usage

            event                failure policy support usage

            gateway              failure generate policy prompt support usage

            batch.job            api failure support table

            estimate             answer api failure prompt quota support usage
            generate             answer api breaker cache failure policy prompt quota support usage

            quota                api failure quota.redis support usage
            quota.redis          support
            breaker              failure support
            policy               api failure support
            usage                answer failure support
            cache                support
            cluster
            standin              support
            answer               failure prompt support
            table                support
            prompt               failure support template
            template             support
            api                  failure support
            failure              support
            settings             support

            support
            """;

    private static final String ROOT = "io.github.geminiroutes";
    private static final Path SOURCES = Path.of("src/main/java", ROOT.split("\\."));

    /** The room of the classes that are in no package below the root. */
    private static final String TOP = "Main";

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile(
                    "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'\\\\?.'",
                    Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package [^;]*;");
    private static final Pattern CLASS =
            Pattern.compile(
                    "\\b" + Pattern.quote(ROOT) + "((?:\\.[a-z]\\w*)*)\\.(?:[A-Z]\\w*|\\*)");

    /** For each room those it uses, each with the files that do. */
    private static final Map<String, Map<String, Set<String>>> USED = used();

    @Test
    void aRoomUsesOnlyWhatTheTableAllows() {
        Map<String, List<String>> allowed = table();
        List<String> surplus = new ArrayList<>();
        USED.forEach(
                (room, others) ->
                        others.forEach(
                                (other, files) -> {
                                    if (!allowed.getOrDefault(room, List.of()).contains(other)) {
                                        surplus.add(room + " -> " + other + " in " + files);
                                    }
                                }));
        assertThat(surplus).as("arrows that the table does not have").isEmpty();
    }

    @Test
    void theTableHasNoArrowThatNothingUses() {
        List<String> unused = new ArrayList<>();
        table().forEach(
                        (room, others) ->
                                others.stream()
                                        .filter(
                                                other ->
                                                        !USED.getOrDefault(room, Map.of())
                                                                .containsKey(other))
                                        .forEach(other -> unused.add(room + " -> " + other)));
        assertThat(unused).as("arrows of the table that no code has").isEmpty();
        assertThat(table().keySet()).isEqualTo(USED.keySet());
    }

    @Test
    void noRoomUsesItselfByADetour() {
        Map<String, List<String>> arrows = table();
        for (String room : arrows.keySet()) {
            assertThat(reachable(arrows, room)).as("reachable from " + room).doesNotContain(room);
        }
    }

    @Test
    void noArrowPointsUpwards() {
        List<String> floors = new ArrayList<>();
        ARROWS.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> floors.add(line.split(" ")[0]));
        table().forEach(
                        (room, others) ->
                                assertThat(others)
                                        .as("what " + room + " uses is below it")
                                        .isSubsetOf(
                                                floors.subList(
                                                        floors.indexOf(room) + 1, floors.size())));
    }

    /**
     * The rooms below the core know no Camel, but for the classes by which Camel is handed a part
     * of them.
     */
    private static final Set<String> CAMEL_BELOW_THE_CORE =
            Set.of(
                    "api/HookClient.java",
                    "api/GeminiHttpClient.java",
                    "usage/MeterRegistrySource.java");

    private static final Pattern CAMEL =
            Pattern.compile("(?m)^import (static )?org\\.apache\\.camel\\.");

    private static final List<String> PLAIN =
            List.of(
                    "support",
                    "settings",
                    "failure",
                    "api",
                    "prompt",
                    "template",
                    "table",
                    "answer",
                    "usage",
                    "policy",
                    "breaker",
                    "cache",
                    "estimate",
                    "batch/job",
                    "quota");

    @Test
    void theRoomsBelowTheCoreKnowNoCamel() throws IOException {
        List<String> knowing = new ArrayList<>();
        for (String room : PLAIN) {
            try (Stream<Path> files = Files.walk(SOURCES.resolve(room))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    if (CAMEL.matcher(Files.readString(file)).find()) {
                        knowing.add(SOURCES.relativize(file).toString().replace('\\', '/'));
                    }
                }
            }
        }
        assertThat(knowing).containsExactlyInAnyOrderElementsOf(CAMEL_BELOW_THE_CORE);
    }

    /** What the comparison rests on, on a text that holds each form once. */
    @Test
    void importsStaticImportsAndQualifiedNamesCountAndCommentsDoNot() {
        String source =
                """
                package io.github.geminiroutes.folder;

                import static io.github.geminiroutes.support.Seconds.toMillis;
                import io.github.geminiroutes.quota.redis.RedisLink;
                import io.github.geminiroutes.api.*;
                import io.github.geminiroutes.Main;

                /** {@link io.github.geminiroutes.message.MessageKey} */
                class A { // io.github.geminiroutes.app.Version
                    String text = "\\" io.github.geminiroutes.usage.Prices";
                    char quote = '"';
                    io.github.geminiroutes.prompt.Prompt prompt;
                    String more = "/*";
                    io.github.geminiroutes.answer.Usage.Part part;
                }
                """;

        assertThat(rooms(source))
                .containsExactlyInAnyOrder(
                        "support", "quota.redis", "api", TOP, "prompt", "answer");
    }

    /** The rooms, and which others each may use. */
    static Map<String, List<String>> table() {
        return ARROWS.lines()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(" +")))
                .collect(
                        Collectors.toMap(
                                words -> words.get(0),
                                words -> words.subList(1, words.size()),
                                (one, other) -> {
                                    throw new IllegalStateException("a room stands there twice");
                                },
                                TreeMap::new));
    }

    /** The rooms that a room uses by way of others, too. */
    static Set<String> reachable(Map<String, List<String>> arrows, String from) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(arrows.getOrDefault(from, List.of()));
        while (!next.isEmpty()) {
            String room = next.remove(0);
            if (reached.add(room)) {
                next.addAll(arrows.getOrDefault(room, List.of()));
            }
        }
        return reached;
    }

    private static Map<String, Map<String, Set<String>>> used() {
        Map<String, Map<String, Set<String>>> used = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String room = room(SOURCES.relativize(file.getParent()).toString());
                Map<String, Set<String>> others =
                        used.computeIfAbsent(room, name -> new TreeMap<>());
                for (String other : rooms(Files.readString(file))) {
                    if (!other.equals(room)) {
                        others.computeIfAbsent(other, name -> new TreeSet<>())
                                .add(file.getFileName().toString());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return used;
    }

    /** The rooms that a source file names in its code, its own included where it does. */
    private static Set<String> rooms(String source) {
        String code = COMMENT_OR_STRING.matcher(source).replaceAll(" ");
        Matcher matcher = CLASS.matcher(PACKAGE.matcher(code).replaceAll(""));
        Set<String> rooms = new TreeSet<>();
        while (matcher.find()) {
            rooms.add(room(matcher.group(1)));
        }
        return rooms;
    }

    private static String room(String path) {
        String room = path.replaceAll("[/\\\\]", ".").replaceFirst("^\\.", "");
        return room.isEmpty() ? TOP : room;
    }
}
