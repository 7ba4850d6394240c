package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceInBulkheadTest {

    @TempDir Path data;

    @Test
    void aFileThatIsRemovedIsNoticedRightBeforeItsCallAndNotAgainBefore() throws IOException {
        PromptFile file = new FolderFixture(data).drop("a.txt", "Q");
        DropFolderService dropFolder = new DropFolderService(Clock.systemUTC());
        dropFolder.setCamelContext(new DefaultCamelContext());
        dropFolder.setDataDir(data.toString());
        dropFolder.setLeadership(new Leadership());
        PlaceInBulkhead place = new PlaceInBulkhead(dropFolder, new InFlightPrompt(file));
        assertThat(place.tryGoOn()).isTrue();

        Files.delete(file.path());

        assertThat(place.hasGone()).isFalse();
        assertThat(place.tryGoOn()).isFalse();
    }
}
