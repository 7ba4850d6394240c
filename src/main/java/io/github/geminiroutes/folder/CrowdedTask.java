package io.github.geminiroutes.folder;

/**
 * A task one of whose folders has more names than the memory has room for.
 *
 * @param task that of the folder
 * @param trouble why its files wait, for a person
 */
record CrowdedTask(Tasks.Task task, String trouble) implements Tasks.Task {

    @Override
    public boolean isOwn(String name) {
        return task.isOwn(name);
    }

    @Override
    public String leftAlone(String name) {
        return task.leftAlone(name);
    }
}
