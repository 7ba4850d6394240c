package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import org.junit.jupiter.api.Test;

class JmsContainersTest {

    private static JMSException linked(Exception cause) {
        JMSException error = new JMSException("Cannot decode String in UTF-8");
        error.setLinkedException(cause);
        return error;
    }

    /** Of such a one the connection, which all consumers share, is not closed. */
    @Test
    void aTextThatIsNoTextIsTheMessagesFault() {
        assertThat(JmsContainers.isOfMessage(linked(new MalformedInputException(1)))).isTrue();
        assertThat(JmsContainers.isOfMessage(new MessageFormatException("no"))).isTrue();
    }

    @Test
    void aLostConnectionIsNot() {
        assertThat(JmsContainers.isOfMessage(linked(new IOException("reset")))).isFalse();
        assertThat(JmsContainers.isOfMessage(new IllegalStateException("closed"))).isFalse();
        assertThat(JmsContainers.isOfMessage(new RuntimeException())).isFalse();
    }
}
