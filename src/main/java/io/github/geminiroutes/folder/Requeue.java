package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Moves failed and parked prompts back into the inbox, under the name they came with. */
public final class Requeue {

    private final DropFolder folder;

    public Requeue(DropFolder folder) {
        this.folder = folder;
    }

    /**
     * What became of one prompt.
     *
     * @param name of the prompt
     * @param isMoved whether it is in the inbox now
     * @param line for a person
     */
    public record Result(String name, boolean isMoved, String line) {}

    /**
     * @param names the prompts as they are called in {@code failed} or {@code parked}; none: all
     * @throws IOException if a folder cannot be read, or a prompt cannot be moved
     */
    public List<Result> of(List<String> names) throws IOException {
        List<Result> results = new ArrayList<>();
        if (names.isEmpty()) {
            for (OutcomeFolder aside : places()) {
                for (Path prompt : aside.prompts()) {
                    results.add(move(aside, prompt));
                }
            }
            return results;
        }
        for (String name : names) {
            results.add(move(name));
        }
        return results;
    }

    private List<OutcomeFolder> places() {
        return List.of(folder.failedPrompts(), folder.parkedPrompts());
    }

    private Result move(String name) throws IOException {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || !isPlain(name)) {
            return new Result(
                    name,
                    false,
                    CompanionNames.printable(name) + ": must be a file name without a folder");
        }
        for (OutcomeFolder aside : places()) {
            if (aside.holds(name)) {
                return move(aside, aside.directory().resolve(name));
            }
        }
        return new Result(
                name,
                false,
                CompanionNames.printable(name) + ": is neither in failed nor in parked");
    }

    private Result move(OutcomeFolder aside, Path prompt) throws IOException {
        String name = prompt.getFileName().toString();
        String original = OutcomeFolder.promptName(prompt, aside.record(prompt));
        boolean isBack = aside.giveBack(prompt, folder.inbox(), original);
        return new Result(
                name,
                isBack,
                CompanionNames.printable(name)
                        + (isBack
                                ? ": back in the inbox"
                                : ": left, the inbox has a prompt of that name"));
    }

    private static boolean isPlain(String name) {
        return name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && !name.equals("..")
                && !name.equals(".");
    }
}
