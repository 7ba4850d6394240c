package io.github.geminiroutes.folder;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Camel's side of the folders' health: hears of each try that failed, and looks now and then. */
public final class FolderWatch implements Processor {

    private DropFolder folder;

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    @Override
    public void process(Exchange exchange) {
        folder.health()
                .failed(
                        PromptFileProcessor.prompt(exchange),
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, IOException.class));
    }

    /** For a timer. */
    public void look() {
        folder.health().look();
    }
}
