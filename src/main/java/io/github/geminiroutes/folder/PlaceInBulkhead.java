package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.ShareLine;
import io.github.geminiroutes.generate.WaitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A prompt waits while its model has a share of the places, and this instance the inbox. Right
 * before each call the file is looked at: one that was edited is read again, and one that was
 * deleted is not asked. A call whose answer could not be written does not leave.
 */
final class PlaceInBulkhead implements WaitPolicy {

    private final DropFolderService dropFolder;
    private final InFlightPrompt prompt;

    PlaceInBulkhead(DropFolderService dropFolder, InFlightPrompt prompt) {
        this.dropFolder = dropFolder;
        this.prompt = prompt;
    }

    @Override
    public boolean tryWait(String line, Duration delay) {
        return dropFolder.bulkhead().tryReservePlace(prompt.name(), line);
    }

    @Override
    public boolean tryShare(Supplier<ShareLine> line) {
        return dropFolder.bulkhead().tryShare(prompt.name(), line);
    }

    @Override
    public boolean waitsAgain(Duration delay) {
        return delay.isZero()
                || dropFolder.bulkhead().tryWaitAgain(prompt.name(), ShareLine.OF_MODELS);
    }

    @Override
    public void beginOwnWait(Supplier<String> line) {
        dropFolder.bulkhead().beginOwnWait(prompt.name(), line.get());
    }

    /** The prompt goes back to the inbox. */
    @Override
    public boolean waitsForHours() {
        return false;
    }

    @Override
    public boolean tryGoOn() {
        boolean isAsked =
                dropFolder.leadership().holds()
                        && dropFolder.folder().health().isWell()
                        && isAsRead();
        if (isAsked) {
            prompt.setAsked();
        }
        return isAsked;
    }

    /** A file does not leave the line; it is looked at when its turn has come. */
    @Override
    public boolean hasGone() {
        return false;
    }

    private boolean isAsRead() {
        try {
            return prompt.file().compare() == PromptFile.State.SAME;
        } catch (IOException e) {
            // The disk hides the file: no call is paid for that may have to be made again.
            dropFolder.folder().health().failed(prompt.file().path(), e);
            return false;
        }
    }
}
