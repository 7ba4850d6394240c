package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Whether each document and each row has one answer or one reason, and its own. */
final class TasksCheck {
    private static final String ECHO = "Answer to: ";

    private final Path dataDir;
    private final Path outbox;
    private final DrainCheck check;

    TasksCheck(Workspace workspace, DrainCheck check) {
        this.dataDir = workspace.settings().dataDir();
        this.outbox = workspace.outbox();
        this.check = check;
    }

    /**
     * @param isRefused whether Gemini refuses what begins with a line
     */
    TasksCheck documents(int count, Predicate<String> isRefused) throws IOException {
        for (int number = 0; number < count; number++) {
            String name = MixedDocuments.TASK + '/' + MixedDocuments.path(number);
            String question = MixedDocuments.question(number);
            boolean isToFail = MixedDocuments.isUnreadable(number) || isRefused.test(question);
            Path answer = outbox.resolve(name + ".response.md");
            Path reason = dataDir.resolve("failed/" + name + ".error.json");
            check.require(
                            Files.exists(dataDir.resolve("done/" + name)) != isToFail
                                    && Files.exists(dataDir.resolve("failed/" + name)) == isToFail
                                    && !Files.exists(dataDir.resolve("inbox/" + name)),
                            name + " is not in its one place")
                    .require(Files.exists(reason) == isToFail, name + ": reason")
                    .require(
                            Files.exists(answer) != isToFail
                                    && (isToFail
                                            || Files.readString(answer)
                                                    .startsWith(ECHO + question)),
                            name + ": answer");
        }
        return this;
    }

    TasksCheck rows(int count, Predicate<String> isRefused) throws IOException {
        List<List<String>> rows = NumberedRows.results(outbox);
        check.require(rows.size() == count + 1, rows.size() + " rows of answers");
        for (int number = 0; number < Math.min(count, rows.size() - 1); number++) {
            List<String> row = rows.get(number + 1);
            String question = NumberedRows.question(number);
            boolean isToFail = NumberedRows.isShort(number) || isRefused.test(question);
            check.require(
                    row.size() == 4
                            && row.get(0).equals("%05d".formatted(number))
                            && row.get(2).equals(isToFail ? "" : ECHO + question)
                            && row.get(3).isEmpty() != isToFail,
                    "row %d: %s".formatted(number, row));
        }
        return this;
    }
}
