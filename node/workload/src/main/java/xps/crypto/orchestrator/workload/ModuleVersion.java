package xps.crypto.orchestrator.workload;

/**
 * Which build of a module it is.
 *
 * @param sha256 of the file that is mapped, as this process has hashed it
 * @param version what the module says of itself: fit for people, proof of nothing
 */
public record ModuleVersion(ModuleName name, ObjectDigest sha256, String version) {}
