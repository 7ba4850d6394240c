/**
 * The template language of {@code .prompt} files, which is dotprompt's: a head and a body, a body
 * in Handlebars, schemas in Picoschema. {@link io.github.geminiroutes.template.PromptTemplate}
 * turns a body and values into messages. A template is untrusted: it reads the values that it is
 * given and nothing else, and its size, depth, steps and time are bounded. Values are data: nothing
 * in them is compiled.
 */
package io.github.geminiroutes.template;
