package xps.crypto.orchestrator.attest;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Bytes;

/**
 * The revocation lists of one CA, as its file holds them: the CA's own, and those of the CAs below
 * it. Whether each is really its issuer's, path validation finds out; here it is about age.
 *
 * @param file its name beside the trust store
 * @param lists empty where the file is missing or no lists
 */
record RevocationLists(String file, List<X509CRL> lists) {
  private static final String CRL_NUMBER = "2.5.29.20";
  private static final int INTEGER = 0x02;
  private static final int SEQUENCE = 0x30;

  /** RFC 5280, section 5.2.3. */
  private static final int MOST_NUMBER_BYTES = 20;

  RevocationLists {
    lists = List.copyOf(lists);
  }

  static RevocationLists read(String file, Optional<Bytes> content) {
    return new RevocationLists(file, content.map(RevocationLists::parse).orElse(List.of()));
  }

  /** DER lists are the whole file: the JDK doesn't say so when it leaves out what comes behind. */
  private static List<X509CRL> parse(Bytes content) {
    try {
      var lists = new ArrayList<X509CRL>();
      var in = new ByteArrayInputStream(content.toArray());
      int read = 0;
      for (var list : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
        lists.add((X509CRL) list);
        read += ((X509CRL) list).getEncoded().length;
      }
      boolean isBinary = content.size() > 0 && content.toArray()[0] == SEQUENCE;
      return isBinary && read != content.size() ? List.of() : lists;
    } catch (CRLException | CertificateException e) {
      return List.of();
    }
  }

  /**
   * Why nothing can be learnt from these lists at that time; nothing when they are fresh.
   *
   * @param seen the highest number that anybody remembers, by {@link #nameOf}
   */
  Optional<String> objection(String ca, Instant now, Map<String, BigInteger> seen) {
    if (lists.isEmpty()) {
      return Optional.of("the revocation list " + file + " is missing, or can't be read");
    }
    var issuers = new HashSet<String>();
    for (var list : lists) {
      var name = nameOf(ca, list);
      if (!issuers.add(name)) {
        return Optional.of("there are two revocation lists of " + name);
      }
      var objection = objection(list, name, now, Optional.ofNullable(seen.get(name)));
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> objection(
      X509CRL list, String name, Instant now, Optional<BigInteger> seen) {
    var what = "the revocation list of " + name;
    if (list.getNextUpdate() == null || !now.isBefore(list.getNextUpdate().toInstant())) {
      return Optional.of(
          what
              + (list.getNextUpdate() == null
                  ? " doesn't say when the next one comes"
                  : " was to be replaced by " + Now.text(list.getNextUpdate().toInstant())));
    }
    if (now.isBefore(list.getThisUpdate().toInstant())) {
      return Optional.of(what + " begins at " + Now.text(list.getThisUpdate().toInstant()));
    }
    var number = number(list);
    if (number.isEmpty()) {
      return Optional.of(what + " has no number");
    }
    if (seen.isPresent() && number.get().compareTo(seen.get()) < 0) {
      return Optional.of(
          what + " has the number " + number.get() + ", and " + seen.get() + " has been seen");
    }
    return CertificateRules.objectionToSignature(
            list.getSigAlgOID(), Optional.ofNullable(list.getSigAlgParams()))
        .map(flaw -> what + " " + flaw);
  }

  /**
   * The numbers of those lists that the CA itself has signed, by {@link #nameOf}. One that anybody
   * can write is not to be remembered: a forged high number would shut out every honest list for
   * ever.
   */
  SortedMap<String, BigInteger> numbersSignedBy(String ca, PublicKey key) {
    var numbers = new TreeMap<String, BigInteger>();
    for (var list : lists) {
      if (isSignedBy(list, key)) {
        number(list).ifPresent(number -> numbers.put(nameOf(ca, list), number));
      }
    }
    return numbers;
  }

  private static boolean isSignedBy(X509CRL list, PublicKey key) {
    try {
      list.verify(key);
      return CertificateRules.objectionToSignature(
              list.getSigAlgOID(), Optional.ofNullable(list.getSigAlgParams()))
          .isEmpty();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whose list it is, and under which CA of the trust store. */
  private static String nameOf(String ca, X509CRL list) {
    return list.getIssuerX500Principal().getName() + " under " + ca;
  }

  /** The extension is an OCTET STRING around an INTEGER, both short. */
  private static Optional<BigInteger> number(X509CRL list) {
    var wrapped = list.getExtensionValue(CRL_NUMBER);
    boolean fits =
        wrapped != null
            && wrapped.length >= 5
            && wrapped.length <= 4 + MOST_NUMBER_BYTES
            && wrapped[2] == INTEGER
            && wrapped[3] == wrapped.length - 4;
    return fits
        ? Optional.of(new BigInteger(wrapped, 4, wrapped.length - 4))
            .filter(number -> number.signum() >= 0)
        : Optional.empty();
  }
}
