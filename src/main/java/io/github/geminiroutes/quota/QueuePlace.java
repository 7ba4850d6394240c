package io.github.geminiroutes.quota;

/**
 * A permit's place in the queue of its model.
 *
 * @param ahead how many permits are in front of it
 * @param length how many permits are in the queue, including this one
 * @param tokens what it would reserve
 * @param rank the highest priority in the queue, 0 for the highest of all
 * @param nextRank the same without this permit
 * @param isBelow whether one of a higher priority waits, not counting those that were refused and
 *     stand in front: they go first because it was their turn, not because they are urgent
 */
record QueuePlace(int ahead, int length, long tokens, int rank, int nextRank, boolean isBelow) {}
