package io.github.geminiroutes.gateway;

/** A request that is refused before a call is made, with the reply to its client. */
final class RefusedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient GatewayReply reply;

    RefusedRequestException(GatewayReply reply) {
        super("The request is refused with " + reply.code(), null, false, false);
        this.reply = reply;
    }

    GatewayReply reply() {
        return reply;
    }
}
