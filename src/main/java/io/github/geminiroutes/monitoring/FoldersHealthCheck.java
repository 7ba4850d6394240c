package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.folder.DropFolder;
import org.apache.camel.spi.annotations.HealthCheck;

/** Whether the drop folder takes files. */
@HealthCheck("gemini-folders-check")
public final class FoldersHealthCheck extends GeminiHealthCheck {

    public FoldersHealthCheck() {
        super("gemini-folders");
    }

    @Override
    String trouble() {
        DropFolder folder = bean("gemini-drop-folder", DropFolder.class);
        return folder == null ? null : folder.health().reason();
    }
}
