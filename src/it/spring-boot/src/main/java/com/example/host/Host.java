package com.example.host;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application that has nothing to do with Gemini, but for one of its routes. */
@SpringBootApplication
public class Host {

    public static void main(String[] args) {
        SpringApplication.run(Host.class, args);
    }

    /** The application's own business, with an error handler of its own. */
    @Bean
    RouteBuilder orders() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(new DeadLetterChannelBuilder("direct:dead-letters"));
                from("direct:order").routeId("orders").to("{{stock.url}}/stock");
                from("direct:refund")
                        .routeId("refunds")
                        .throwException(new IllegalStateException("no refunds on Sundays"));
                from("direct:dead-letters")
                        .routeId("dead-letters")
                        .errorHandler(noErrorHandler())
                        .setHeader("dead", constant(true));
            }
        };
    }

    /** Answers one question from the command line. */
    @Bean
    CommandLineRunner question(CamelContext camel) {
        return args -> {
            if (args.length > 0 && !args[0].startsWith("-")) {
                System.out.println(
                        "Answer: "
                                + camel.createProducerTemplate()
                                        .requestBody("direct:question", args[0], String.class));
            }
        };
    }
}
