package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.folder.DropFolderService;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the folders of the drop folder can be used. */
@HealthCheck("gemini-folders-check")
public final class FoldersHealthCheck extends GeminiHealthCheck<DropFolderService> {

    public FoldersHealthCheck() {
        super("gemini-folders", DropFolderService::of);
    }

    @Override
    String trouble(DropFolderService dropFolder) {
        return dropFolder.folder().health().reason();
    }
}
