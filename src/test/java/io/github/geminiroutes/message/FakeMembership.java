package io.github.geminiroutes.message;

import java.util.concurrent.atomic.AtomicInteger;

/** A consumer's place in a group that a test shares out anew. */
final class FakeMembership implements GroupMembership {

    private final AtomicInteger polls = new AtomicInteger();
    private volatile Standing standing = Standing.MINE;
    private volatile boolean isPaused;
    private volatile boolean isGivingWay;

    void share(Standing next) {
        standing = next;
    }

    /** How often it has taken part. */
    int polls() {
        return polls.get();
    }

    boolean isPaused() {
        return isPaused;
    }

    boolean isGivingWay() {
        return isGivingWay;
    }

    @Override
    public void giveWay() {
        isGivingWay = true;
    }

    @Override
    public void endGivingWay() {
        isGivingWay = false;
    }

    @Override
    public Standing poll() {
        polls.incrementAndGet();
        return standing;
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
    }
}
