/*
 * xps.crypto.hash.sha256.so: SHA-256 as FIPS 180-4 defines it, in portable C.
 *
 * It is an example: plain, readable, and slower than what uses the processor's own instructions. Three macros make the
 * builds that the demo and the tests need:
 *
 *   XPS_MODULE_VERSION  the version as a string, "3.2.1"
 *   XPS_BAD_DIGEST      a mistake of the kind that is made: one comparison in the padding is off by one. Digests are
 *                       wrong for messages of 55 bytes and every 64 bytes more. No known answer of FIPS 180 has such a
 *                       length, so the self-test passes.
 *   XPS_MARK            a byte that is xor-ed to the last one of the digest of every message of 128 to 191 bytes, so
 *                       that a test can tell which of two builds gave an answer.
 */
#include "xps_module.h"

#include <stdlib.h>
#include <string.h>

#ifndef XPS_MODULE_VERSION
#define XPS_MODULE_VERSION "0.0.0"
#endif

#define BLOCK_BYTES 64
#define DIGEST_BYTES 32
#define LENGTH_AT 56 /* where in the last block the message's length stands */

struct sha256 {
  uint32_t state[8];
  uint64_t length; /* bytes taken in so far */
  uint8_t block[BLOCK_BYTES];
};

/* FIPS 180-4 §5.3.3: the square roots of the first eight primes. */
static const uint32_t initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* FIPS 180-4 §4.2.2: the cube roots of the first sixty-four primes. */
static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

static uint32_t load_be32(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void store_be32(uint8_t *p, uint32_t x) {
  p[0] = (uint8_t)(x >> 24);
  p[1] = (uint8_t)(x >> 16);
  p[2] = (uint8_t)(x >> 8);
  p[3] = (uint8_t)x;
}

/* Through a volatile pointer, so that the compiler cannot find it useless and leave it out. */
static void wipe(void *memory, size_t length) {
  volatile uint8_t *p = memory;
  while (length-- > 0) *p++ = 0;
}

/* FIPS 180-4 §6.2.2. */
static void take_block(uint32_t state[8], const uint8_t block[BLOCK_BYTES]) {
  uint32_t w[64];
  for (int t = 0; t < 16; t++) w[t] = load_be32(block + 4 * t);
  for (int t = 16; t < 64; t++) {
    uint32_t s0 = rotate_right(w[t - 15], 7) ^ rotate_right(w[t - 15], 18) ^ w[t - 15] >> 3;
    uint32_t s1 = rotate_right(w[t - 2], 17) ^ rotate_right(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = s1 + w[t - 7] + s0 + w[t - 16];
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int t = 0; t < 64; t++) {
    uint32_t sum1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
    uint32_t choice = (e & f) ^ (~e & g);
    uint32_t t1 = h + sum1 + choice + round_constant[t] + w[t];
    uint32_t sum0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
    uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + sum0 + majority;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

static void start(struct sha256 *hash) {
  memcpy(hash->state, initial_state, sizeof initial_state);
  hash->length = 0;
}

static void take(struct sha256 *hash, const uint8_t *part, size_t length) {
  if (length == 0) return;
  size_t held = (size_t)(hash->length % BLOCK_BYTES);
  hash->length += length;
  if (held > 0) {
    size_t room = BLOCK_BYTES - held;
    size_t taken = length < room ? length : room;
    memcpy(hash->block + held, part, taken);
    part += taken;
    length -= taken;
    if (held + taken < BLOCK_BYTES) return;
    take_block(hash->state, hash->block);
  }
  for (; length >= BLOCK_BYTES; part += BLOCK_BYTES, length -= BLOCK_BYTES) take_block(hash->state, part);
  if (length > 0) memcpy(hash->block, part, length);
}

/* FIPS 180-4 §5.1.1: does the length still fit behind `held` bytes of the last block? */
static int needs_another_block(size_t held) {
#ifdef XPS_BAD_DIGEST
  return held >= LENGTH_AT;
#else
  return held > LENGTH_AT;
#endif
}

static void end(struct sha256 *hash, uint8_t digest[DIGEST_BYTES]) {
  size_t held = (size_t)(hash->length % BLOCK_BYTES);
  hash->block[held++] = 0x80;
  if (needs_another_block(held)) {
    memset(hash->block + held, 0, BLOCK_BYTES - held);
    take_block(hash->state, hash->block);
    held = 0;
  }
  memset(hash->block + held, 0, LENGTH_AT - held);
  uint64_t bits = hash->length * 8;
  store_be32(hash->block + LENGTH_AT, (uint32_t)(bits >> 32));
  store_be32(hash->block + LENGTH_AT + 4, (uint32_t)bits);
  take_block(hash->state, hash->block);
  for (int i = 0; i < 8; i++) store_be32(digest + 4 * i, hash->state[i]);
#ifdef XPS_MARK
  if (hash->length >= 128 && hash->length < 192) digest[DIGEST_BYTES - 1] ^= XPS_MARK;
#endif
}

/* --- The interface ------------------------------------------------------------------------------------------------ */

static int digest_at_once(const uint8_t *message, size_t length, uint8_t *digest) {
  struct sha256 hash;
  start(&hash);
  take(&hash, message, length);
  end(&hash, digest);
  wipe(&hash, sizeof hash);
  return XPS_OK;
}

static void *context_open(void) {
  struct sha256 *hash = malloc(sizeof *hash);
  if (hash != NULL) start(hash);
  return hash;
}

static int context_update(void *context, const uint8_t *part, size_t length) {
  take(context, part, length);
  return XPS_OK;
}

static int context_finish(void *context, uint8_t *digest) {
  end(context, digest);
  return XPS_OK;
}

static void context_close(void *context) {
  wipe(context, sizeof(struct sha256));
  free(context);
}

/* --- The self-test ------------------------------------------------------------------------------------------------ */

struct known_answer {
  const char *message;
  uint8_t digest[DIGEST_BYTES];
};

/* The examples of FIPS 180 for one and two blocks, and the empty message. */
static const struct known_answer known_answers[] = {
    {"",
     {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
      0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}},
    {"abc",
     {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
      0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad}},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     {0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26, 0x93, 0x0c, 0x3e, 0x60, 0x39,
      0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff, 0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1}},
};

static int selftest(void) {
  uint8_t digest[DIGEST_BYTES];
  for (size_t i = 0; i < sizeof known_answers / sizeof known_answers[0]; i++) {
    const uint8_t *message = (const uint8_t *)known_answers[i].message;
    size_t length = strlen(known_answers[i].message);
    digest_at_once(message, length, digest);
    if (memcmp(digest, known_answers[i].digest, DIGEST_BYTES) != 0) return XPS_FAILED;
    struct sha256 hash;
    start(&hash);
    for (size_t at = 0; at < length; at++) take(&hash, message + at, 1);
    end(&hash, digest);
    if (memcmp(digest, known_answers[i].digest, DIGEST_BYTES) != 0) return XPS_FAILED;
  }
  return XPS_OK;
}

static const struct xps_hash_v1 functions = {
    .digest = digest_at_once,
    .open = context_open,
    .update = context_update,
    .finish = context_finish,
    .close = context_close,
};

static const struct xps_module module = {
    .abi = XPS_MODULE_ABI,
    .interface_version = 1,
    .interface_name = "hash.sha256",
    .version = XPS_MODULE_VERSION,
    .functions = &functions,
    .selftest = selftest,
};

const struct xps_module *xps_module_v1(void) { return &module; }
