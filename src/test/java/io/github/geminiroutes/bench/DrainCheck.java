package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CallLog;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
        checkPrompts(IntStream.range(0, prompts), 1);
        checkExit(outcome, 0);
        if (log.answersByFirstLine().size() > prompts) {
            problems.add("the server saw prompts that nobody wrote");
        }
        return problems;
    }

    /**
     * @param most how often the server may have answered a prompt
     */
    DrainCheck checkPrompts(IntStream numbers, long most) throws IOException {
        Map<String, Long> answers = log.answersByFirstLine();
        for (int number : numbers.toArray()) {
            checkFiles(number);
            checkCalls(number, answers, most);
        }
        return this;
    }

    DrainCheck checkExit(ChildRun.Outcome outcome, int wanted) throws IOException {
        if (outcome.exitCode() != wanted) {
            problems.add(0, "exit code %d: %s".formatted(outcome.exitCode(), outputTail()));
        }
        return this;
    }

    /** Adds what is wrong unless {@code claim} holds. */
    DrainCheck require(boolean claim, String problem) {
        if (!claim) {
            problems.add(problem);
        }
        return this;
    }

    List<String> problems() {
        return List.copyOf(problems);
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

    private void checkCalls(int number, Map<String, Long> answers, long most) {
        long times = answers.getOrDefault(Workspace.text(number), 0L);
        if (times < 1 || times > most) {
            problems.add("%s was answered %d times".formatted(Workspace.fileName(number), times));
        }
    }

    private String outputTail() throws IOException {
        String output = Files.readString(workspace.output());
        return output.substring(Math.max(0, output.length() - OUTPUT_TAIL)).strip();
    }
}
