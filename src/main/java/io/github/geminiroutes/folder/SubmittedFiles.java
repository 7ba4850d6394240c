package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The prompts that lie in the directory of one batch job. They come from the inbox by a rename and
 * leave by a rename: into the inbox again, or by the outcome that every prompt has.
 */
public final class SubmittedFiles {

    /** The folder of a job's directory that the prompts lie in. */
    public static final String PROMPTS = "prompts";

    private final DropFolderService dropFolder;
    private final Path prompts;
    private final UntrustedFiles files;

    /**
     * @param prompts the directory that they lie in, as below the inbox
     */
    public SubmittedFiles(DropFolderService dropFolder, Path prompts) {
        this.dropFolder = dropFolder;
        this.prompts = prompts;
        this.files = dropFolder.folder().filesOf(prompts);
    }

    /** The prompt that an exchange has taken from the inbox, as it was read. */
    public static PromptFile taken(Exchange exchange) {
        return InFlightPrompt.of(exchange).file();
    }

    /**
     * Moves a prompt of the inbox here.
     *
     * @return false if it has changed or is gone since it was read, or if a prompt that is here has
     *     the name of one of its folders
     * @throws IOException if the folders do not take it; the prompt is in the inbox still
     */
    public boolean take(PromptFile prompt) throws IOException {
        return prompt.isUnchanged()
                && !TreeFiles.isBlocked(prompts, prompt.name())
                && TreeFiles.moveOut(
                        prompt.files(), prompt.name(), prompts, prompts.resolve(prompt.name()));
    }

    /** Ends the work on the file of an exchange: where it lies now it waits, or is looked at. */
    public static void leave(Exchange exchange) {
        InFlightPrompt.of(exchange).defer();
    }

    /**
     * Moves a prompt back into the inbox.
     *
     * @return false if the inbox has another one of that name
     */
    public boolean giveBack(String name) throws IOException {
        return !holds(name)
                || TreeFiles.moveIn(prompts.resolve(name), dropFolder.folder().files(), name)
                        .isOut();
    }

    /**
     * Requires that this system can write the names of prompts: one that it cannot would be taken
     * for one that is gone.
     *
     * @throws IOException if it cannot
     */
    public void requireWritable(Stream<String> names) throws IOException {
        Optional<String> odd = names.filter(name -> !FileNames.canWrite(name)).findFirst();
        if (odd.isPresent()) {
            throw new IOException(
                    "this system cannot write the name %s: set LC_ALL=C.UTF-8 and restart"
                            .formatted(CompanionNames.printable(odd.get())));
        }
    }

    /** Whether a prompt is here still. */
    public boolean holds(String name) {
        return WholeFile.exists(prompts.resolve(name));
    }

    /** The names of those that are here; none if the directory is gone. */
    public List<String> names() throws IOException {
        try {
            return dropFolder.folder().walk.names(prompts).stream()
                    .filter(name -> !isOfValues(name))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** They go along with their template. */
    private static boolean isOfValues(String name) {
        return !TreeFiles.isNested(name) && TemplateFiles.isOne(name);
    }

    /**
     * Takes a prompt up whose answer has come, or whose failure is known. From here on it goes the
     * way of every prompt; the exchange holds it until its end.
     *
     * @param sha256 of the prompt when it was submitted, its values included
     * @param receivedAt when it was read
     * @return false if nothing is to be done: it was removed, an earlier process has written the
     *     answer, or its text is another one and it has to be asked anew
     * @throws IOException if it cannot be read, or the folders do not take the rest of an answer
     */
    public boolean open(Exchange exchange, String name, String sha256, Instant receivedAt)
            throws IOException {
        InFlightPrompt prompt = new InFlightPrompt(PromptFile.unread(name, files, receivedAt));
        prompt.set(exchange);
        prompt.setOfJob();
        dropFolder.counters().countTaken();
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange ended) {
                                dropFolder.counters().countReleased();
                            }
                        });
        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
        prompt.defer();
        try {
            return holds(name) && takeUp(prompt, name, sha256, receivedAt);
        } catch (NoSuchFileException e) {
            if (holds(name)) {
                throw e;
            }
            return false;
        }
    }

    private boolean takeUp(InFlightPrompt prompt, String name, String sha256, Instant receivedAt)
            throws IOException {
        if (dropFolder.folder().answered().finishLeftover(name, files, receivedAt)) {
            dropFolder.counters().countAnswered();
            return false;
        }
        PromptFile file = PromptFile.read(name, files, receivedAt);
        if (!file.sha256().equals(sha256)) {
            return false;
        }
        prompt.setFile(file);
        prompt.takeUp();
        return true;
    }

    /**
     * Finishes what an earlier process left; returns whether this instance may work on the folders,
     * and they take files.
     */
    public static boolean tryTakeOver(DropFolderService dropFolder) {
        return dropFolder.takeOver().tryBegin() && dropFolder.folder().health().isWell();
    }

    /**
     * Has prompts asked in the standard tier although they say another one.
     *
     * @param digests SHA-256 by name; the files are about to go back into the inbox
     * @throws IOException if it cannot be written down
     */
    public static void askInStandard(DropFolderService dropFolder, Map<String, String> digests)
            throws IOException {
        dropFolder.folder().standard().add(digests, dropFolder.folder().files());
    }

    /**
     * Whether these are the prompts of a job whose directory a person has removed, and not the disk
     * with it: they are gone with their owner's will.
     */
    static boolean areRemoved(UntrustedFiles files) {
        Path folder = files.path("").toAbsolutePath().normalize();
        Path job = folder.getParent();
        return folder.endsWith(PROMPTS)
                && !Files.isDirectory(job)
                && Files.isDirectory(job.getParent());
    }
}
