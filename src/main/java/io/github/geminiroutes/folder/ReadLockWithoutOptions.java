package io.github.geminiroutes.folder;

import java.io.File;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * A read lock of a file consumer to which the endpoint's options of read locks mean nothing: the
 * settings are the drop folder's.
 */
abstract class ReadLockWithoutOptions extends DefaultPollingConsumerPollStrategy
        implements GenericFileExclusiveReadLockStrategy<File> {

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Nothing, but for the consumer that every drop folder has.
    }

    @Override
    public void releaseExclusiveReadLockOnAbort(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        // Nothing was acquired.
    }

    @Override
    public void setTimeout(long timeout) {
        // See above.
    }

    @Override
    public void setCheckInterval(long checkInterval) {
        // See above.
    }

    @Override
    public void setReadLockLoggingLevel(LoggingLevel readLockLoggingLevel) {
        // See above.
    }

    @Override
    public void setMarkerFiler(boolean markerFile) {
        // See above.
    }

    @Override
    public void setDeleteOrphanLockFiles(boolean deleteOrphanLockFiles) {
        // See above.
    }
}
