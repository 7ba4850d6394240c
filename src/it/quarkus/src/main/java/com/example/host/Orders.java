package com.example.host;

import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;

/** The application's own business, with an error handler of its own. */
public class Orders extends RouteBuilder {

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
}
