package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.task.rows.RowFiles;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of one name, of which any may fail, be taken away, be edited and come back. */
@Order(4)
class TablesOfOneNameRouteTest extends RowsRoutesTestSupport {

    private static final int STEPS = 12;

    /** Tables that somebody took away, by their numbers. */
    private final Map<Integer, String> away = new TreeMap<>();

    /** A folder of its own: the folders are those of all tests of this class. */
    private String task;

    private int tables;

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks");
    }

    @BeforeEach
    void makeTask() throws IOException {
        Path inbox = Files.createTempDirectory(folder.inbox(), "day");
        task = inbox.getFileName().toString();
        Files.writeString(inbox.resolve("task.prompt"), "---\nrows: true\n---\n{{a}}");
        server.when(request -> request.prompt().contains("bad"), Reply.of(400, BAD_REQUEST));
    }

    @Test
    void theSecondOfTwoTablesKeepsItsAnswersWhenTheFirstIsDeleted() throws IOException {
        dropAnother();
        dropAnother();
        takeAway(folder.failed().resolve(task).resolve("t.csv"));

        comeBack(takeAway(folder.failed().resolve(task).resolve("t.csv.2")));

        assertNothingIsPaidTwiceOrMixed();
    }

    /** The results of the first are those of a table that somebody may need. */
    @Test
    void anotherTableWritesNoResultsOfADeletedOne() throws IOException {
        dropAnother();
        takeAway(folder.failed().resolve(task).resolve("t.csv"));

        dropAnother();

        assertThat(folder.outbox().resolve(task).resolve("t.csv.2.answers.csv")).exists();
        assertNothingIsPaidTwiceOrMixed();
    }

    /** The program was killed when it had moved the table, and had not noted where to. */
    @Test
    void aTableKeepsItsAnswersThoughItsPlaceWasNotNoted() throws IOException {
        dropAnother();
        forgetPlaces();
        dropAnother();

        comeBack(takeAway(folder.failed().resolve(task).resolve("t.csv")));

        assertNothingIsPaidTwiceOrMixed();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whateverIsDoneWithThemNoneIsPaidTwiceOrHasTheResultsOfAnother(long seed)
            throws IOException {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            List<Path> failed = failed();
            Collections.shuffle(failed, random);
            int action = failed.isEmpty() && away.isEmpty() ? 0 : random.nextInt(7);
            if (action == 0) {
                dropAnother();
            } else if (action == 1) {
                forgetPlaces();
                dropAnother();
            } else if (action == 2 && !away.isEmpty()) {
                comeBack(away.keySet().iterator().next());
            } else if (failed.isEmpty()) {
                dropAnother();
            } else {
                act(action, failed.get(0));
            }
            assertNothingIsPaidTwiceOrMixed();
        }
    }

    private void act(int action, Path failed) throws IOException {
        String text = Files.readString(failed);
        if (action == 3) {
            takeAway(failed);
            dropAnother();
        } else if (action == 4) {
            Files.writeString(failed, text.replace("bad", "good"));
            requeue(failed);
        } else if (action == 5) {
            int table = takeAway(failed);
            away.put(table, text + "%s, one more\n".formatted(text.split("[\n ]")[1]));
            comeBack(table);
        } else {
            requeue(failed);
        }
    }

    private void dropAnother() throws IOException {
        tables++;
        drop(task + "/t.csv", "a\n%1$d one\n%1$d two\n%1$d bad\n%1$d three\n".formatted(tables));
        awaitEnd();
    }

    private int takeAway(Path failed) throws IOException {
        String text = Files.readString(failed);
        int table = Integer.parseInt(text.split("[\n ]")[1]);
        away.put(table, text);
        Files.delete(errorOf(failed));
        Files.delete(failed);
        return table;
    }

    private void comeBack(int table) throws IOException {
        drop(task + "/t.csv", away.remove(table));
        awaitEnd();
    }

    private void requeue(Path failed) throws IOException {
        Files.delete(errorOf(failed));
        Files.move(failed, folder.inbox().resolve(task).resolve("t.csv"));
        awaitEnd();
    }

    private void awaitEnd() {
        soon().until(
                        () ->
                                !Files.exists(folder.inbox().resolve(task).resolve("t.csv"))
                                        && RowFiles.of(context).progress().isEmpty());
    }

    private static Path errorOf(Path failed) {
        return failed.resolveSibling(failed.getFileName() + ".error.json");
    }

    private List<Path> failed() throws IOException {
        return files(folder.failed().resolve(task), name -> !name.endsWith(".error.json"));
    }

    private void forgetPlaces() throws IOException {
        for (Path progress : files(data.resolve(".gemini-rows"), name -> true)) {
            List<String> lines = new ArrayList<>(Files.readAllLines(progress));
            lines.removeIf(line -> line.startsWith("{\"place\""));
            Files.write(progress, lines);
        }
    }

    private static List<Path> files(Path folder, Predicate<String> name) throws IOException {
        if (!Files.exists(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return new ArrayList<>(
                    all.filter(path -> name.test(path.getFileName().toString())).sorted().toList());
        }
    }

    private void assertNothingIsPaidTwiceOrMixed() throws IOException {
        assertThat(server.log().answersByFirstLine().values()).containsOnly(1L);
        List<Path> results =
                files(folder.outbox().resolve(task), name -> name.endsWith(".answers.csv"));
        List<String> owners = new ArrayList<>();
        for (Path result : results) {
            List<String> lines = Files.readAllLines(result);
            List<String> numbers =
                    lines.stream().skip(1).map(line -> line.split("[ ,]")[0]).distinct().toList();
            assertThat(numbers).as("tables of %s", result.getFileName()).hasSize(1);
            owners.addAll(numbers);
        }
        assertThat(owners).doesNotHaveDuplicates().hasSize(tables);
    }
}
