package io.github.geminiroutes.quota;

/**
 * A permit's place in the queue of its model.
 *
 * @param ahead how many permits are in front of it
 * @param length how many permits are in the queue, including this one
 * @param tokens what it would reserve
 */
record QueuePlace(int ahead, int length, long tokens) {}
