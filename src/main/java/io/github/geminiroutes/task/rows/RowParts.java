package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.FileClaims;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;

/** What the files of rows are worked on with. */
record RowParts(
        FileClaims claims,
        ProgressFiles progressFiles,
        ProgressFolder progressFolder,
        Orphans orphans,
        RowTables tables,
        RowSender sender,
        Executor counter,
        Executor slowReader) {

    static RowParts of(CamelContext context, RowFiles owner, int longestRow) {
        FileClaims claims = FileClaims.of(context);
        claims.takeRows(owner.lane()::isSubmitted);
        ProgressFiles progressFiles = new ProgressFiles();
        return new RowParts(
                claims,
                progressFiles,
                new ProgressFolder(claims, progressFiles),
                new Orphans(claims.data(), claims::exists, Clock.systemUTC()),
                new RowTables(longestRow),
                new RowSender(context),
                context.getExecutorServiceManager().newSingleThreadExecutor(owner, "gemini-rows"),
                context.getExecutorServiceManager()
                        .newSingleThreadExecutor(owner, "gemini-slow-rows"));
    }
}
