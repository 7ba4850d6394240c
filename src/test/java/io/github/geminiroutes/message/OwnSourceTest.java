package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnSourceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jms:queue:prompts | prompts",
                "jms:queue:prompts | queue://prompts",
                "jms://queue:prompts?concurrentConsumers=16 | QUEUE:prompts",
                "amqp:prompts | topic://prompts",
                "jms:queue:prompts | jms.queue.prompts",
                "jms:queue:prompts | ' prompts '",
                "jms:queue:prompts | prompts?consumer.prefetchSize=1",
                "jms:queue:prompts | others,queue://prompts",
                "jms:queue:prompts | prompts::prompts",
                "jms:queue:prompts | prompts::other",
                "jms:queue:incoming::prompts | incoming",
                "jms:queue:incoming::prompts | incoming::prompts",
                "jms:queue:prompts.# | prompts.eu.north",
                "jms:queue:prompts.# | prompts",
                "jms:queue:prompts.> | prompts.eu",
                "jms:queue:prompts.*.new | prompts.eu.new",
                "kafka:prompts?groupId=mine | prompts",
                "kafka:one,prompts | prompts"
            })
    void isReachedByItsNameInEachSpelling(String source, String destination) {
        assertThat(OwnSource.of(source).isReachedBy(destination)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "jms:queue:prompts, answers",
        "jms:queue:prompts, prompts.answers",
        "jms:queue:prompts, Prompts",
        "jms:queue:prompts, other::answers",
        "jms:queue:prompts.*, prompts.eu.north",
        "jms:queue:prompts.#, promptsX",
        "jms:queue:a+b, aab",
        "jms:queue:prompts, ''"
    })
    void isNotReachedByAnotherName(String source, String destination) {
        assertThat(OwnSource.of(source).isReachedBy(destination)).isFalse();
    }

    @Test
    void onlyABrokersQueuesAreKnown() {
        assertThat(OwnSource.of("timer:prompts")).isNull();
        assertThat(OwnSource.of("amqp:queue:prompts").mark()).isEqualTo("jms:prompts");
        assertThat(OwnSource.of("jms://prompts").mark()).isEqualTo("jms:prompts");
        assertThat(OwnSource.of("kafka:prompts?brokers=a:1,b:2").mark()).isEqualTo("kafka:prompts");
    }
}
