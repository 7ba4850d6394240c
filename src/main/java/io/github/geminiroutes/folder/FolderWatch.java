package io.github.geminiroutes.folder;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Keeps {@link FolderHealth} up to date: reports each file that a folder did not take, and checks
 * the folders regularly.
 */
public final class FolderWatch implements Processor {

    /** Reports that the folders did not take the files of the exchange's prompt. */
    @Override
    public void process(Exchange exchange) {
        health(exchange)
                .failed(
                        InFlightPrompt.of(exchange).file(),
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class));
    }

    /** Checks the folders; for a timer. */
    public void check(Exchange exchange) {
        health(exchange).check();
        DropFolderService dropFolder = DropFolderService.of(exchange.getContext());
        dropFolder.all().journal().rest();
        dropFolder.intake().check();
        if (dropFolder.leadership().holds()) {
            // Counts anew when a count is due, and tells what is left alone.
            dropFolder.folderCounts().leftAlone();
        }
    }

    /** Looked up when it is needed: another route file makes it, before this one or after. */
    private static FolderHealth health(Exchange exchange) {
        return DropFolderService.of(exchange.getContext()).folder().health();
    }
}
