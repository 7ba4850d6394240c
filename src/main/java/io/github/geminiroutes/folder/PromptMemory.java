package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.Prompt;
import org.apache.camel.Exchange;

/** The memory that a prompt takes with its attachments. */
final class PromptMemory {

    private static final long LOOK_MILLIS = 100;

    private PromptMemory() {}

    /**
     * Waits for it. The attachments are read when the call leaves; until then nothing but the
     * prompt is here.
     *
     * @throws NotReadyException if the program stops meanwhile
     */
    static void await(
            DropFolderService dropFolder, Exchange exchange, InFlightPrompt prompt, Prompt read) {
        long bytes = prompt.file().size();
        for (Attachment attachment : read.attachments()) {
            // A document is its own attachment.
            bytes += attachment.name().equals(prompt.name()) ? 0 : attachment.size();
        }
        try {
            while (!dropFolder.bulkhead().tryHold(prompt.name(), bytes, LOOK_MILLIS)) {
                dropFolder.intake().pollWatch(TreeFiles.isNested(prompt.name())).sign();
                if (exchange.getContext().isStopping() || !dropFolder.leadership().holds()) {
                    throw new NotReadyException("The program stops");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The program stops");
        }
    }
}
