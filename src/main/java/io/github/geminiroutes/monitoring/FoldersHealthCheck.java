package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.folder.DropFolderService;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the folders of the drop folder can be used. */
@HealthCheck("gemini-folders-check")
public final class FoldersHealthCheck extends GeminiHealthCheck {

    public FoldersHealthCheck() {
        super("gemini-folders");
    }

    @Override
    boolean isUsed() {
        return DropFolderService.of(getCamelContext()) != null;
    }

    @Override
    String trouble() {
        DropFolderService dropFolder = DropFolderService.of(getCamelContext());
        return dropFolder == null ? null : dropFolder.folder().health().reason();
    }
}
