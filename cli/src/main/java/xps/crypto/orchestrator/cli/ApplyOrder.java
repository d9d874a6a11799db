package xps.crypto.orchestrator.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import xps.crypto.orchestrator.guard.Environment;

/** What {@code apply --local} was told to do. */
record ApplyOrder(
    GateFiles files, Environment environment, RepoUrl repo, Path home, InetSocketAddress listen) {}
