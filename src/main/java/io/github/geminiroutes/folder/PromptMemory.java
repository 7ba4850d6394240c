package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.LargeAttachments;
import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.JsonWeight;
import io.github.geminiroutes.support.UntrustedFiles;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;

/** The memory that a prompt takes with its tree and its attachments. */
final class PromptMemory {

    /** The consumer waits here: what finds no room in this time must not hold up the others. */
    private static final int MOST_LOOKS = 300;

    private static final Duration NO_ROOM = Duration.ofSeconds(30);

    private final DropFolderService dropFolder;
    private final Exchange exchange;
    private final InFlightPrompt prompt;
    private final long lookMillis;
    private long tree;

    PromptMemory(DropFolderService dropFolder, Exchange exchange, InFlightPrompt prompt) {
        this(dropFolder, exchange, prompt, 100);
    }

    /**
     * @param lookMillis how long each of its looks waits
     */
    PromptMemory(
            DropFolderService dropFolder,
            Exchange exchange,
            InFlightPrompt prompt,
            long lookMillis) {
        this.lookMillis = lookMillis;
        this.dropFolder = dropFolder;
        this.exchange = exchange;
        this.prompt = prompt;
    }

    /** Takes memory for a row of a file; without any, the file is taken again later. */
    static boolean tryHold(DropFolderService dropFolder, String name, long bytes) {
        boolean isHeld = dropFolder.bulkhead().memory().tryHoldMore(name, bytes);
        if (!isHeld) {
            dropFolder.intake().postpone(name, NO_ROOM);
        }
        return isHeld;
    }

    /** The same parsing, which waits for the memory of a tree before it makes one. */
    PromptParsing before(PromptParsing parsing) {
        String name = prompt.name();
        if (TreeFiles.isNested(name) || !name.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return parsing;
        }
        return new PromptParsing() {
            @Override
            public void prepare(UntrustedFiles.Content content) {
                byte[] bytes = content.bytes();
                tree = JsonWeight.ofRequest(bytes) - bytes.length;
                await(bytes.length);
            }

            @Override
            public Prompt parse(String file, UntrustedFiles.Content content) {
                return parsing.parse(file, content);
            }

            @Override
            public boolean takesLarge() {
                return parsing.takesLarge();
            }

            @Override
            public Prompt parseLarge(String file, LargeDocument document) {
                return parsing.parseLarge(file, document);
            }
        };
    }

    /**
     * Waits for it. The attachments are read when the call leaves; until then nothing but the
     * prompt is here.
     *
     * @throws NotReadyException if there is no room for a while, or the program stops meanwhile
     */
    void await(Prompt read) {
        // What is uploaded goes in pieces, and Google may look at it for minutes.
        List<Attachment> uploaded =
                LargeAttachments.of(
                        read, dropFolder.all().reader().maxRequestSize(), Long.MAX_VALUE);
        long bytes = 0;
        boolean isDocument = false;
        for (Attachment attachment : read.attachments()) {
            isDocument |= attachment.name().equals(prompt.name());
            bytes += uploaded.contains(attachment) ? 0 : attachment.size();
        }
        // A document is its own attachment.
        bytes += isDocument ? 0 : prompt.file().size();
        await(isMade(prompt.name()) ? Math.max(bytes, read.weight()) : bytes);
    }

    /** Whether a template makes the request, which may be much larger than the file then. */
    private static boolean isMade(String name) {
        return TreeFiles.isNested(name) || name.toLowerCase(Locale.ROOT).endsWith(".prompt");
    }

    private void await(long bytes) {
        MemoryLine line = dropFolder.intake().memoryLine();
        boolean mayWait = line.mayWait();
        int most = mayWait ? MOST_LOOKS : 0;
        // Thousands of prompts may find no room one after the other.
        long millis = mayWait ? lookMillis : 0;
        int looks = 0;
        try {
            while (!dropFolder.bulkhead().memory().tryHold(prompt.name(), bytes, tree, millis)) {
                dropFolder.intake().pollWatch(TreeFiles.isNested(prompt.name())).sign();
                if (exchange.getContext().isStopping() || !dropFolder.leadership().holds()) {
                    throw new NotReadyException("The program stops");
                }
                if (looks >= most) {
                    line.refuse(prompt.name(), bytes + tree);
                    throw new NotReadyException("There is no memory for it at the moment");
                }
                looks++;
            }
            line.take(prompt.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The program stops");
        } finally {
            if (looks > 0) {
                line.waited(Duration.ofMillis(looks * lookMillis));
            }
        }
    }
}
