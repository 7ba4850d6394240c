package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Moves prompts that were settled back into the inbox, under the name they came with. */
public final class Requeue {

    /** Where a prompt lies once it is settled. */
    public enum Place {
        /** Prompts that failed. */
        FAILED("failed"),
        /** Prompts that are set aside until later. */
        PARKED("parked"),
        /** Prompts that were answered; their answers stay. */
        ANSWERED("done");

        private final String folder;

        Place(String folder) {
            this.folder = folder;
        }
    }

    private final DropFolder folder;
    private final Set<Place> places;

    /**
     * @param places where to look; none: in failed and parked
     */
    public Requeue(DropFolder folder, Collection<Place> places) {
        this.folder = folder;
        this.places =
                places.isEmpty() ? EnumSet.of(Place.FAILED, Place.PARKED) : EnumSet.copyOf(places);
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
     * @param names the prompts as they are called where they lie; none: all of them
     * @return one for each prompt that is there; empty if there is none. What another program moves
     *     meanwhile is among its own
     * @throws IOException if a folder cannot be read, or no prompt can be moved
     */
    public List<Result> of(List<String> names) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String name : names) {
            List<Path> below = below(name);
            if (below.isEmpty()) {
                move(name).ifPresent(results::add);
            }
            for (Path prompt : below) {
                move(placeOf(prompt), prompt).ifPresent(results::add);
            }
        }
        if (names.isEmpty()) {
            for (Place place : places) {
                for (Path prompt : prompts(place)) {
                    move(place, prompt).ifPresent(results::add);
                }
            }
        }
        return results;
    }

    /** The prompts in a folder of a name; none if it is the name of a prompt, or of nothing. */
    private List<Path> below(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        if (isPath(name)) {
            for (Place place : places) {
                Path of = directory(place).resolve(name);
                if (Files.isDirectory(of)) {
                    prompts(place).stream().filter(file -> file.startsWith(of)).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isPath(String name) {
        return TreeFiles.isPlain(name) && FileNames.canWrite(name);
    }

    private Place placeOf(Path prompt) {
        return places.stream()
                .filter(place -> prompt.startsWith(directory(place)))
                .findFirst()
                .orElseThrow();
    }

    /** Where was looked, for a person: {@code failed and parked}. */
    public String searched() {
        return folders(" and ");
    }

    private String folders(String separator) {
        return places.stream().map(place -> place.folder).collect(Collectors.joining(separator));
    }

    private List<Path> prompts(Place place) throws IOException {
        if (place != Place.ANSWERED) {
            return aside(place).prompts();
        }
        return folder.walk.names(folder.done()).stream()
                .map(folder.done()::resolve)
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
    }

    private Optional<Result> move(String name) throws IOException {
        if (!isPath(name)) {
            return left(name, "must be a path below the inbox, such as letter.txt or task/a.pdf");
        }
        for (Place place : places) {
            if (holds(place, name)) {
                return move(place, directory(place).resolve(name));
            }
        }
        String where =
                places.size() == 2
                        ? "is neither in " + folders(" nor in ")
                        : places.size() == 1
                                ? "is not in " + folders("")
                                : "is in none of " + folders(", ");
        if (SubmittedJobs.have(folder, name)) {
            where += "; it is in a batch job, in submitted";
        }
        return left(
                name,
                !places.contains(Place.ANSWERED) && holds(Place.ANSWERED, name)
                        ? where + "; it was answered, --answered asks it again"
                        : where);
    }

    private Optional<Result> move(Place place, Path prompt) throws IOException {
        String name = TreeFiles.name(directory(place), prompt);
        String original = OutcomeFolder.promptName(directory(place), prompt, record(place, prompt));
        if (!PromptNames.isPrompt(original)) {
            return left(name, "left, its name is not that of a prompt");
        }
        GivenBack outcome;
        try {
            outcome =
                    place == Place.ANSWERED
                            ? folder.answered().giveBack(prompt, folder.files(), original)
                            : aside(place).giveBack(prompt, folder.files(), original);
        } catch (FolderException e) {
            if (FolderFault.of(e).concernsAll()) {
                throw e;
            }
            return left(name, "left, it cannot be moved into the inbox (" + e.reason() + ")");
        }
        return switch (outcome) {
            case MOVED ->
                    Optional.of(
                            new Result(
                                    name,
                                    true,
                                    CompanionNames.printable(name) + ": back in the inbox"));
            case STAYS -> left(name, "left, the inbox has a prompt of that name");
            case GONE -> Optional.empty();
        };
    }

    private static Optional<Result> left(String name, String why) {
        return Optional.of(new Result(name, false, CompanionNames.printable(name) + ": " + why));
    }

    private boolean holds(Place place, String name) {
        return place == Place.ANSWERED
                ? Files.isRegularFile(folder.done().resolve(name))
                : aside(place).holds(name);
    }

    private JsonNode record(Place place, Path prompt) throws IOException {
        return place == Place.ANSWERED
                ? folder.answered().record(prompt)
                : aside(place).record(prompt);
    }

    private Path directory(Place place) {
        return place == Place.ANSWERED ? folder.done() : aside(place).directory();
    }

    private OutcomeFolder aside(Place place) {
        return place == Place.FAILED ? folder.failedPrompts() : folder.parkedPrompts();
    }
}
