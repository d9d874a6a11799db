package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;

/** An Ed25519 private key. It says nothing about itself when printed. */
public final class SigningKey {
  /** RFC 8410: version 0, OID 1.3.101.112, OCTET STRING of an OCTET STRING of 32 bytes. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final int SEED_BYTES = 32;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final PrivateKey key;
  private final Ed25519Key publicKey;

  private SigningKey(PrivateKey key, Ed25519Key publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** A new key, made of 32 bytes of {@code chance}. */
  public static SigningKey generate(SecureRandom chance) {
    var seed = new byte[SEED_BYTES];
    chance.nextBytes(seed);
    return ofSeed(seed);
  }

  /**
   * Reads a PKCS#8 PEM file. A file that others than its owner can read or write is {@code
   * KEY_FILE_UNSAFE}, whatever is in it; one that holds no Ed25519 key is {@code USAGE}.
   */
  public static Outcome<SigningKey> readPem(Path file) {
    return switch (Source.read(file, Code.USAGE)) {
      case Outcome.Refused<byte[]>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<byte[]>(var content, _) -> {
        var unsafe = unsafe(file);
        yield unsafe.isPresent()
            ? Outcome.refused(unsafe.get())
            : parsePem(file.toString(), content);
      }
    };
  }

  private static Optional<Problem> unsafe(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      for (var permission : permissions) {
        if (OTHERS.contains(permission)) {
          return Optional.of(
              new Problem(
                  Code.KEY_FILE_UNSAFE,
                  "others than its owner can open this private key (mode "
                      + PosixFilePermissions.toString(permissions)
                      + ")",
                  file.toString(),
                  "run chmod 600 on it, and make a new key if somebody may have read it"));
        }
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(
          new Problem(
              Code.KEY_FILE_UNSAFE,
              "cannot tell who can open this private key",
              file.toString(),
              "keep private keys on a file system with owners and modes"));
    }
  }

  private static Outcome<SigningKey> parsePem(String file, byte[] content) {
    var text = new String(content, StandardCharsets.ISO_8859_1);
    var der = Pem.read(Pem.PRIVATE_KEY, text).map(Bytes::toArray);
    if (der.isPresent() && isPlainPkcs8(der.get())) {
      return Outcome.ok(
          ofSeed(Arrays.copyOfRange(der.get(), PKCS8_PREFIX.length, der.get().length)));
    }
    var what =
        switch (Pem.label(text).orElse("")) {
          case "ENCRYPTED PRIVATE KEY" ->
              "an encrypted private key; those come with a later version";
          case "OPENSSH PRIVATE KEY" -> "an OpenSSH private key; those come with a later version";
          case Pem.PRIVATE_KEY -> "a private key, but not a plain Ed25519 one";
          case Pem.PUBLIC_KEY -> "a public key";
          default -> "not a PEM file with one private key";
        };
    return Outcome.refused(
        new Problem(
            Code.USAGE,
            "this is " + what,
            file,
            "give an Ed25519 PKCS#8 PEM file, as xps key generate writes it"));
  }

  private static boolean isPlainPkcs8(byte[] der) {
    return der.length == PKCS8_PREFIX.length + SEED_BYTES
        && Arrays.equals(der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length);
  }

  /**
   * The JDK computes a public key only while it generates a pair: so let it generate one from this
   * seed.
   */
  private static SigningKey ofSeed(byte[] seed) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      var point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
      var raw = new byte[Ed25519Key.KEY_BYTES];
      var y = point.getY().toByteArray();
      for (int i = 0; i < Math.min(y.length, raw.length); i++) {
        raw[i] = y[y.length - 1 - i];
      }
      if (point.isXOdd()) {
        raw[raw.length - 1] |= (byte) 0x80;
      }
      var key = new SigningKey(privateKey(seed), Ed25519Key.ofRaw(Bytes.copyOf(raw)).orElseThrow());
      var probe =
          "does the public key belong to the private one?".getBytes(StandardCharsets.US_ASCII);
      if (!key.publicKey.verifies(probe, key.sign(probe).toArray())) {
        throw new IllegalStateException("this JDK makes Ed25519 keys in another way");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  private static PrivateKey privateKey(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(seed)));
  }

  private static byte[] pkcs8(byte[] seed) {
    var der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, SEED_BYTES);
    return der;
  }

  /** The public key that verifies what this one signs. */
  public Ed25519Key publicKey() {
    return publicKey;
  }

  /** The 64 bytes of the signature over exactly {@code message}; the same for the same message. */
  public Bytes sign(byte[] message) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign with its own Ed25519 key", e);
    }
  }

  /** The key itself as PKCS#8 PEM. Write it with {@link #writePem} where it has to go to a file. */
  public String pem() {
    return Pem.write(Pem.PRIVATE_KEY, Bytes.copyOf(key.getEncoded()));
  }

  /**
   * Writes the key to a new file of mode 0600; never over another file, and never readable by
   * others in between.
   */
  public void writePem(Path file) throws IOException {
    var ownerOnly = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(ownerOnly))) {
      var content = ByteBuffer.wrap(pem().getBytes(StandardCharsets.US_ASCII));
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
  }

  @Override
  public String toString() {
    return "a private key";
  }

  /** Hands a generator the seed instead of chance. */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    Seed(byte[] seed) {
      super(new Given(seed), null);
    }
  }

  /** Gives the same bytes again and again. */
  private static final class Given extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;

    Given(byte[] seed) {
      this.seed = seed;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException(
            "a seed has " + seed.length + " bytes, not " + bytes.length);
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return Arrays.copyOf(seed, count);
    }

    @Override
    protected void engineSetSeed(byte[] more) {
      throw new UnsupportedOperationException("this seed is given");
    }
  }
}
