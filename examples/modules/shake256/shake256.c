/*
 * xps.crypto.hash.shake256.so: SHAKE256 as FIPS 202 defines it, in portable C.
 *
 * It is an example: plain, readable, and slower than what uses the processor's own instructions. Two macros make the
 * builds that the demo and the tests need:
 *
 *   XPS_MODULE_VERSION  the version as a string, "3.2.1"
 *   XPS_MARK            a byte that is xor-ed to the first one of the output of every message of 128 to 191 bytes, so
 *                       that a test can tell which of two builds gave an answer.
 */
#include "xps_module.h"

#include <stdlib.h>
#include <string.h>

#ifndef XPS_MODULE_VERSION
#define XPS_MODULE_VERSION "0.0.0"
#endif

#define LANES 25
#define ROUNDS 24
#define RATE_BYTES 136   /* 1600 bits less a capacity of 512 */
#define DOMAIN_SUFFIX 0x1f /* 1111 of SHAKE and the first bit of the padding, FIPS 202 §6.2 and B.2 */

struct shake256 {
  uint64_t lane[LANES];
  size_t at; /* the byte of the rate that is next to be filled or given */
  uint64_t length;
  int squeezing;
};

/* FIPS 202 §3.2.5. */
static const uint64_t round_constant[ROUNDS] = {
    0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u, 0x000000000000808bu,
    0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u, 0x000000000000008au, 0x0000000000000088u,
    0x0000000080008009u, 0x000000008000000au, 0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u,
    0x8000000000008003u, 0x8000000000008002u, 0x8000000000000080u, 0x000000000000800au, 0x800000008000000au,
    0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
};

/* FIPS 202 §3.2.2 and §3.2.3 as one walk: pi names the next lane, rho turns what is put there. */
static const unsigned walk_lane[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
static const unsigned walk_turn[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};

static uint64_t rotate_left(uint64_t x, unsigned n) { return x << n | x >> (64 - n); }

/* Through a volatile pointer, so that the compiler cannot find it useless and leave it out. */
static void wipe(void *memory, size_t length) {
  volatile uint8_t *p = memory;
  while (length-- > 0) *p++ = 0;
}

static void permute(uint64_t lane[LANES]) {
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t column[5], row[5];
    for (int x = 0; x < 5; x++) column[x] = lane[x] ^ lane[x + 5] ^ lane[x + 10] ^ lane[x + 15] ^ lane[x + 20];
    for (int x = 0; x < 5; x++) {
      uint64_t theta = column[(x + 4) % 5] ^ rotate_left(column[(x + 1) % 5], 1);
      for (int y = 0; y < LANES; y += 5) lane[x + y] ^= theta;
    }
    uint64_t carried = lane[1];
    for (int i = 0; i < 24; i++) {
      uint64_t next = lane[walk_lane[i]];
      lane[walk_lane[i]] = rotate_left(carried, walk_turn[i]);
      carried = next;
    }
    for (int y = 0; y < LANES; y += 5) {
      memcpy(row, lane + y, sizeof row);
      for (int x = 0; x < 5; x++) lane[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    lane[0] ^= round_constant[round];
  }
}

/* Byte i of the state is a byte of lane i / 8, least significant first, whatever the machine's own order is. */
static void xor_byte(uint64_t lane[LANES], size_t i, uint8_t value) {
  lane[i / 8] ^= (uint64_t)value << 8 * (i % 8);
}

static uint8_t byte_of(const uint64_t lane[LANES], size_t i) { return (uint8_t)(lane[i / 8] >> 8 * (i % 8)); }

static void start(struct shake256 *hash) { memset(hash, 0, sizeof *hash); }

static void take(struct shake256 *hash, const uint8_t *part, size_t length) {
  hash->length += length;
  for (size_t i = 0; i < length; i++) {
    xor_byte(hash->lane, hash->at++, part[i]);
    if (hash->at == RATE_BYTES) {
      permute(hash->lane);
      hash->at = 0;
    }
  }
}

static void turn_to_squeezing(struct shake256 *hash) {
  xor_byte(hash->lane, hash->at, DOMAIN_SUFFIX);
  xor_byte(hash->lane, RATE_BYTES - 1, 0x80);
  permute(hash->lane);
  hash->at = 0;
  hash->squeezing = 1;
#ifdef XPS_MARK
  if (hash->length >= 128 && hash->length < 192) xor_byte(hash->lane, 0, XPS_MARK);
#endif
}

static void give(struct shake256 *hash, uint8_t *output, size_t output_length) {
  if (!hash->squeezing) turn_to_squeezing(hash);
  for (size_t i = 0; i < output_length; i++) {
    if (hash->at == RATE_BYTES) {
      permute(hash->lane);
      hash->at = 0;
    }
    output[i] = byte_of(hash->lane, hash->at++);
  }
}

/* --- The interface ------------------------------------------------------------------------------------------------ */

static int digest_at_once(const uint8_t *message, size_t length, uint8_t *output, size_t output_length) {
  struct shake256 hash;
  start(&hash);
  take(&hash, message, length);
  give(&hash, output, output_length);
  wipe(&hash, sizeof hash);
  return XPS_OK;
}

static void *context_open(void) {
  struct shake256 *hash = malloc(sizeof *hash);
  if (hash != NULL) start(hash);
  return hash;
}

static int context_update(void *context, const uint8_t *part, size_t length) {
  struct shake256 *hash = context;
  if (hash->squeezing) return XPS_FAILED;
  take(hash, part, length);
  return XPS_OK;
}

static int context_squeeze(void *context, uint8_t *output, size_t output_length) {
  give(context, output, output_length);
  return XPS_OK;
}

static void context_close(void *context) {
  wipe(context, sizeof(struct shake256));
  free(context);
}

/* --- The self-test ------------------------------------------------------------------------------------------------ */

#define KNOWN_BYTES 32

struct known_answer {
  const char *message;
  uint8_t output[KNOWN_BYTES];
};

/* The first 32 bytes that NIST publishes for the empty message, and those for "abc". */
static const struct known_answer known_answers[] = {
    {"",
     {0x46, 0xb9, 0xdd, 0x2b, 0x0b, 0xa8, 0x8d, 0x13, 0x23, 0x3b, 0x3f, 0xeb, 0x74, 0x3e, 0xeb, 0x24,
      0x3f, 0xcd, 0x52, 0xea, 0x62, 0xb8, 0x1b, 0x82, 0xb5, 0x0c, 0x27, 0x64, 0x6e, 0xd5, 0x76, 0x2f}},
    {"abc",
     {0x48, 0x33, 0x66, 0x60, 0x13, 0x60, 0xa8, 0x77, 0x1c, 0x68, 0x63, 0x08, 0x0c, 0xc4, 0x11, 0x4d,
      0x8d, 0xb4, 0x45, 0x30, 0xf8, 0xf1, 0xe1, 0xee, 0x4f, 0x94, 0xea, 0x37, 0xe7, 0x8b, 0x57, 0x39}},
};

static int selftest(void) {
  uint8_t output[KNOWN_BYTES];
  for (size_t i = 0; i < sizeof known_answers / sizeof known_answers[0]; i++) {
    const uint8_t *message = (const uint8_t *)known_answers[i].message;
    size_t length = strlen(known_answers[i].message);
    digest_at_once(message, length, output, KNOWN_BYTES);
    if (memcmp(output, known_answers[i].output, KNOWN_BYTES) != 0) return XPS_FAILED;
    struct shake256 hash;
    start(&hash);
    for (size_t at = 0; at < length; at++) take(&hash, message + at, 1);
    for (size_t at = 0; at < KNOWN_BYTES; at++) give(&hash, output + at, 1);
    if (memcmp(output, known_answers[i].output, KNOWN_BYTES) != 0) return XPS_FAILED;
  }
  return XPS_OK;
}

static const struct xps_xof_v1 functions = {
    .digest = digest_at_once,
    .open = context_open,
    .update = context_update,
    .squeeze = context_squeeze,
    .close = context_close,
};

static const struct xps_module module = {
    .abi = XPS_MODULE_ABI,
    .interface_version = 1,
    .interface_name = "hash.shake256",
    .version = XPS_MODULE_VERSION,
    .functions = &functions,
    .selftest = selftest,
};

const struct xps_module *xps_module_v1(void) { return &module; }
