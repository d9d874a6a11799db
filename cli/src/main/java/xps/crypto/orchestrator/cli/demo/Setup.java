package xps.crypto.orchestrator.cli.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What the demo is given.
 *
 * @param xps runs commands
 * @param out where the story goes
 * @param live whether somebody looks at it while it is told
 * @param folder new or empty: everything is made in it
 * @param keep whether the folder is to stay when everything went well
 * @param fast no pause for the reader
 */
public record Setup(
    Xps xps,
    PrintStream out,
    boolean live,
    boolean colour,
    InstantSource clock,
    SecureRandom chance,
    Path folder,
    boolean keep,
    boolean fast) {}
