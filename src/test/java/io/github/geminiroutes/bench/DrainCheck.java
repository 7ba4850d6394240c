package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CallLog;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speed counts only for work that is right: each prompt asked once, answered, moved. */
final class DrainCheck {
    private static final int OUTPUT_TAIL = 2_000;

    private final Workspace workspace;
    private final CallLog log;
    private final List<String> problems = new ArrayList<>();

    DrainCheck(Workspace workspace, CallLog log) {
        this.workspace = workspace;
        this.log = log;
    }

    List<String> problems(int prompts, ChildRun.Outcome outcome) throws IOException {
        Map<String, Long> answers = log.answersByFirstLine();
        for (int number = 0; number < prompts; number++) {
            checkFiles(number);
            checkCalls(number, answers);
        }
        if (outcome.exitCode() != 0) {
            problems.add(0, "exit code %d: %s".formatted(outcome.exitCode(), outputTail()));
        }
        if (answers.size() > prompts) {
            problems.add("the server saw prompts that nobody wrote");
        }
        return problems;
    }

    private void checkFiles(int number) throws IOException {
        if (!Files.exists(workspace.answer(number))) {
            problems.add("no " + workspace.answer(number).getFileName());
        } else if (!Files.readString(workspace.answer(number)).contains(Workspace.text(number))) {
            problems.add("the answer of another in " + workspace.answer(number).getFileName());
        }
        if (!Files.exists(workspace.done(number))) {
            problems.add(Workspace.fileName(number) + " is not in done/");
        }
    }

    private void checkCalls(int number, Map<String, Long> answers) {
        long times = answers.getOrDefault(Workspace.text(number), 0L);
        if (times != 1) {
            problems.add("%s was answered %d times".formatted(Workspace.fileName(number), times));
        }
    }

    private String outputTail() throws IOException {
        String output = Files.readString(workspace.output());
        return output.substring(Math.max(0, output.length() - OUTPUT_TAIL)).strip();
    }
}
