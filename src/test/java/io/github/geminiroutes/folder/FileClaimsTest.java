package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.generate.GeminiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileClaimsTest {

    private static final String NAME = "rows.jsonl";

    @TempDir Path data;
    private DropFolderService dropFolder;
    private FileClaims claims;

    @BeforeEach
    void makeFolders() throws IOException {
        CamelContext context = new DefaultCamelContext();
        GeminiClient client = new GeminiClient();
        client.setKey(new ApiKey());
        context.getRegistry().bind(GeminiClient.BEAN, client);
        dropFolder = new DropFolderService(Clock.systemUTC());
        dropFolder.setCamelContext(context);
        dropFolder.setDataDir(data.toString());
        dropFolder.setQuietPeriod(0);
        dropFolder.setLeadership(new Leadership());
        context.getRegistry().bind(DropFolderService.BEAN, dropFolder);
        Path inbox = new FolderFixture(data).folder.inbox();
        Files.writeString(inbox.resolve(NAME), "{}\n");
        claims = FileClaims.of(context);
    }

    @Test
    void aFileThatCouldNotBeLookedAtHoldsNothingUpOnceItIsClaimed() throws Exception {
        FolderHealth health = dropFolder.folder().health();
        IOException noSpace = new IOException("No space left on device");
        health.failed(
                claims.files().path(NAME),
                new FolderException(dropFolder.folder().outbox(), Long.MAX_VALUE, noSpace));
        assertThat(health.isWell()).isFalse();

        assertThat(claims.tryClaim(NAME)).isNotNull();

        assertThat(health.isWell()).isTrue();
    }
}
