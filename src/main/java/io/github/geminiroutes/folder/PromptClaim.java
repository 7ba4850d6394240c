package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.GeminiClient;
import java.io.File;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;

/** Takes the prompts that lie in the inbox itself. */
public final class PromptClaim extends InboxClaim {

    public PromptClaim() {
        super(false);
    }

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Where several instances share the folders, this one has just become the leader.
        dropFolder().takeOver().restart();
        if (dropFolder().leadership().isShared()) {
            GeminiClient.of(dropFolder().getCamelContext()).dailyBudget().recall();
        }
    }

    /** Camel does not pass directories. */
    @Override
    protected boolean isCandidate(GenericFile<File> file, String name) {
        if (DropFolder.isPrompt(name)) {
            return true;
        }
        if (ConflictCopies.isOne(name)) {
            leftAlone(name, "is a copy of a sync client");
        }
        return false;
    }
}
