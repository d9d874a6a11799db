package xps.crypto.orchestrator.workload;

import java.nio.file.Path;

/**
 * An object that is what its name says, in a store that nobody else can write, built for this
 * machine. Only {@link ModuleStore#stage} makes one, right before it is loaded.
 */
record StagedModule(ModuleName name, ObjectDigest sha256, Path path) {}
