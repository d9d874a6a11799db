package xps.crypto.orchestrator.attest;

/** A key that signs bulletins, outside the control plane. */
public record BulletinSigner(String name, Ed25519Key key) {}
