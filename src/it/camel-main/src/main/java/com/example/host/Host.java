package com.example.host;

import org.apache.camel.main.Main;

/** An application that has nothing to do with Gemini, but for one of its routes. */
public final class Host {

    private Host() {}

    public static void main(String[] args) throws Exception {
        new Main().run(args);
    }
}
