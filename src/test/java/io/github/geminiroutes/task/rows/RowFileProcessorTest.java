package io.github.geminiroutes.task.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.RefusedFileException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowFileProcessorTest {

    static Stream<IOException> faultsOfTheMoment() {
        return Stream.of(
                new RefusedFileException("leads through a symbolic link"),
                new NoSuchFileException("table.csv"),
                new FileSystemException("table.csv", null, "Too many open files"));
    }

    /** As where a link takes the place of its folder while the table is opened. */
    @ParameterizedTest
    @MethodSource("faultsOfTheMoment")
    void aTableThatCannotBeReadAtTheMomentIsLeftToTheNextLook(IOException fault) {
        RowFile file = new RowFile(null, null, Clock.systemUTC());
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(RowFile.PROPERTY, file);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, fault);

        new RowFileProcessor().recordFailure(exchange);

        assertThat(file.failure()).isNull();
    }
}
