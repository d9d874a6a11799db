package xps.crypto.orchestrator.workload;

/**
 * What a module does right now.
 *
 * @param generation the one that was committed last
 * @param calls ended calls into this version; a context is one call, when it is closed
 * @param errors calls among them that the module answered with a failure
 * @param draining earlier versions of this module that calls or contexts still keep mapped
 * @param leaked earlier versions, of any module, that were unloaded and stayed mapped all the same
 */
public record ModuleStatus(
    long generation, ModuleVersion active, long calls, long errors, int draining, int leaked) {}
