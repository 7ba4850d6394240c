package io.github.geminiroutes.app;

import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.gateway.Gateway;
import io.github.geminiroutes.message.MessageProcessor;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;

/** Where the prompts of a program come from: its inbox, a broker, clients; at least one of them. */
final class Edges {

    private Edges() {}

    static void onJvmError(CamelContext camel, Consumer<Error> end) {
        DropFolderService inbox = DropFolderService.of(camel);
        if (inbox != null) {
            inbox.onJvmError(end);
        }
        MessageProcessor messages = MessageProcessor.of(camel);
        if (messages != null) {
            messages.onJvmError(end);
        }
    }

    static void announce(CamelContext camel, Logger log, String model) {
        DropFolderService inbox = DropFolderService.of(camel);
        if (inbox != null) {
            log.info("Answering prompts from {} with {}", inbox.folder().inbox(), model);
        }
        MessageProcessor messages = MessageProcessor.of(camel);
        if (messages != null) {
            log.info("Answering messages from {}", messages.routes().source());
        }
        if (Gateway.of(camel) != null) {
            log.info("Answering the gateway's clients below /v1beta and /v1");
        }
    }
}
